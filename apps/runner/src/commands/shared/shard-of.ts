import { InvalidArgumentError } from 'commander';
import type { Shard } from '../../experiments/run-series';

/** `2/5` of `--shard`. */
export function shardOf(value: string): Shard {
  const [part = 0, of = 0] = /^\d{1,6}\/\d{1,6}$/.test(value) ? value.split('/').map(Number) : [];
  if (part >= 1 && part <= of) return { part, of };
  throw new InvalidArgumentError('Expected a part and the number of parts, such as 1/4 or 4/4.');
}
