import { z } from 'zod';
import { seedValue } from './key-values';
import { changesOf, type StrategyKeys } from './keys';
import { refuseRepeated } from './refuse-repeated';
import { configSchema, sharedDefaults } from './schema';

/** Keys of an experiment that a study has no use for: it says itself which jobs there are. */
export const arrangingKeys = ['seed', 'grid', 'assess_runs', 'per_strategy'] as const;

/** Keys of an experiment that are the same for all variants of a study. */
const wholeStudyKeys: readonly string[] = [...arrangingKeys, 'name', 'logdir', 'dataroot', 'metric_name'];

const oneStrategy = z.string({ error: 'expected the name of one strategy; each variant may have its own' });

/** What a variant may have of its own: all that is part of a job, but for its seed. */
function variantKeys(strategies: readonly StrategyKeys[]): Record<string, z.ZodType> {
  const fields = Object.entries({ ...configSchema(strategies).shape, strategy: oneStrategy });
  return Object.fromEntries(fields.filter(([key]) => !wholeStudyKeys.includes(key)));
}

/** What a study has beside the keys of an experiment. */
function studyOnlyKeys(strategies: readonly StrategyKeys[]) {
  return {
    title: z.string().min(1).optional().describe('heading of the page; without it, the name'),
    seeds: z
      .array(seedValue, { error: 'expected a list of seeds, such as [101, 102, 103]' })
      .min(1)
      .superRefine(refuseRepeated)
      .describe('every variant runs with each of them'),
    baseline: z.string().optional().describe('the variant to take differences from; without it, the first'),
    variants: z
      .record(
        z.string(),
        z.preprocess((value) => value ?? {}, z.strictObject(changesOf(variantKeys(strategies)))),
        { error: 'expected a mapping: the name of a variant, and below it the keys that differ' },
      )
      .describe('what is compared: a name, and below it the keys that differ'),
  };
}

/**
 * Every key of a study's YAML: those of an experiment, which all variants share, without the ones that arrange jobs, and
 * those that say which variants and seeds there are.
 */
export function studySchema(strategies: readonly StrategyKeys[]) {
  return configSchema(strategies)
    .omit({ seed: true, grid: true, assess_runs: true, per_strategy: true })
    .extend({
      strategy: oneStrategy.default(String(sharedDefaults.strategy)),
      ...studyOnlyKeys(strategies),
    });
}

/** A study, all keys filled in. */
export type StudyConfig = z.output<ReturnType<typeof studySchema>> & {
  readonly name: string;
  readonly baseline: string;
} & Readonly<Record<string, unknown>>;

/** Keys with their descriptions that only a study has. */
export const studyOnly = Object.entries(studyOnlyKeys([])).map(([key, { description = '' }]) => ({
  key,
  description,
}));

/** Keys that may stand below a variant, whatever its strategy. */
export function changesKeys(strategies: readonly StrategyKeys[]): readonly string[] {
  return Object.keys(variantKeys(strategies));
}
