import type { Keys, StrategyKeys } from './keys';
import { inSavedOrder } from './saved-order';
import { keysOf } from './schema';

/** Keys that the same strategies read. */
export interface KeyGroup {
  /** Names of the strategies. */
  readonly names: readonly string[];
  readonly keys: Keys;
}

/** All keys of strategies, grouped by the strategies that read them; groups in the order of their first key. */
export function keyGroups(strategies: readonly StrategyKeys[]): KeyGroup[] {
  const groups = new Map<string, KeyGroup>();
  for (const [key, field] of Object.entries(inSavedOrder(keysOf(strategies)))) {
    const names = strategies.filter(({ keys }) => key in keys).map(({ name }) => name);
    const readers = names.join(' ');
    groups.set(readers, { names, keys: { ...groups.get(readers)?.keys, [key]: field } });
  }
  return [...groups.values()];
}
