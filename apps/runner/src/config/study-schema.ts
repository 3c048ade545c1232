import { z } from 'zod';
import { seedList } from './key-values';
import { changesOf, type StrategyKeys } from './keys';
import { configSchema, sharedDefaults } from './schema';

/** Keys of an experiment that a study does not have, because its seeds and variants determine its jobs. */
export const arrangingKeys = ['seed', 'grid', 'assess_runs', 'choose_on', 'per_strategy'] as const;

/** Keys of an experiment that are the same for all variants of a study. */
const wholeStudyKeys: readonly string[] = [
  ...arrangingKeys,
  'seeds',
  'name',
  'logdir',
  'dataroot',
  'max_jobs',
  'sinks',
  'metric_name',
];

const oneStrategy = z.string({ error: 'expected the name of one strategy; each variant may have its own' });

/** What a variant may set: every key of a job except its seed. */
function variantKeys(strategies: readonly StrategyKeys[]): Record<string, z.ZodType> {
  const fields = Object.entries({ ...configSchema(strategies).shape, strategy: oneStrategy });
  return Object.fromEntries(fields.filter(([key]) => !wholeStudyKeys.includes(key)));
}

/** The keys that a study has in addition to those of an experiment. */
function studyOnlyKeys(strategies: readonly StrategyKeys[]) {
  return {
    title: z.string().min(1).optional().describe('heading of the page; default: the name'),
    seeds: seedList.describe('seeds; every variant runs with each of them'),
    baseline: z
      .string()
      .optional()
      .describe('the variant that the others are compared with; default: the first'),
    variants: z
      .record(
        z.string(),
        z.preprocess((value) => value ?? {}, z.strictObject(changesOf(variantKeys(strategies)))),
        { error: 'expected a mapping: the name of a variant, and below it the keys that differ' },
      )
      .describe('variants to compare: a name, and below it the keys that differ'),
  };
}

/**
 * Every key of a study's YAML: those of an experiment, which all variants share, except the ones that arrange jobs, and
 * those that list variants and seeds.
 */
export function studySchema(strategies: readonly StrategyKeys[]) {
  return configSchema(strategies)
    .omit({ seed: true, grid: true, assess_runs: true, choose_on: true, per_strategy: true })
    .extend({
      strategy: oneStrategy.default(String(sharedDefaults.strategy)),
      ...studyOnlyKeys(strategies),
    });
}

/** A study with all defaults filled in. */
export type StudyConfig = z.output<ReturnType<typeof studySchema>> & {
  readonly name: string;
  readonly baseline: string;
} & Readonly<Record<string, unknown>>;

/** The keys that only a study has, with their descriptions. */
export const studyOnly = Object.entries(studyOnlyKeys([])).map(([key, { description = '' }]) => ({
  key,
  description,
}));

/** Keys that are allowed below a variant, whatever its strategy. */
export function changesKeys(strategies: readonly StrategyKeys[]): readonly string[] {
  return Object.keys(variantKeys(strategies));
}
