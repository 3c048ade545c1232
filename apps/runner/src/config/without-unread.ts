import type { StrategyKeys } from './keys';
import { keysOf } from './schema';

/** The strategy keys that none of the named strategies declares. */
export function unreadBy(names: readonly string[], strategies: readonly StrategyKeys[]): string[] {
  const read = keysOf(strategies.filter(({ name }) => names.includes(name)));
  return Object.keys(keysOf(strategies)).filter((key) => !(key in read));
}

/** A resolved configuration that is valid as a file: without the keys that none of the named strategies reads. */
export function withoutUnread(
  config: object,
  names: readonly string[],
  strategies: readonly StrategyKeys[],
): Record<string, unknown> {
  const unread = unreadBy(names, strategies);
  return Object.fromEntries(Object.entries(config).filter(([key]) => !unread.includes(key)));
}
