import { z } from 'zod';
import type { StrategyKeys } from './keys';
import { configSchema } from './schema';

/** What a schema file of ours begins with. */
export const schemaTitle = 'An experiment of exmodel';

/** Names that a configuration may use. */
export interface KnownNames {
  readonly scenarios: readonly string[];
  readonly models: readonly string[];
}

/**
 * The JSON Schema (draft 7) of an experiment's YAML, from the declared keys, with which editors complete keys and names and mark
 * mistakes. It knows all keys of all strategies; that a strategy reads a key is checked when the file is read.
 */
export function experimentJsonSchema(
  strategies: readonly StrategyKeys[],
  { scenarios, models }: KnownNames,
): object {
  const schema = z.toJSONSchema(configSchema(strategies), { io: 'input', target: 'draft-7' });
  const { properties = {} } = schema;
  const strategy = { enum: strategies.map(({ name }) => name) };
  const names = {
    scenario: { enum: scenarios },
    model: { enum: models },
    strategy: { anyOf: [strategy, { type: 'array', items: strategy, minItems: 1 }] },
  };
  const named = Object.entries(names).map(([key, values]) => [
    key,
    { ...pick(properties[key], 'default', 'description'), ...values },
  ]);
  return { title: schemaTitle, ...schema, properties: { ...properties, ...Object.fromEntries(named) } };
}

function pick(from: unknown, ...keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(from ?? {}).filter(([key]) => keys.includes(key)));
}
