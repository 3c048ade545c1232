import { z } from 'zod';
import { configDefaults, configKeys, configSchema, refuseRepeated } from './schema';

/** Keys of an experiment that a study has no use for: it says itself which jobs there are. */
export const arrangingKeys = ['seed', 'grid', 'assess_runs', 'per_strategy'] as const;

const oneStrategy = z.string({ error: 'expected the name of one strategy; each variant may have its own' });

/** What a variant may have of its own: all that is part of a job, but for its seed. */
const changesSchema = configSchema
  .omit({
    name: true,
    logdir: true,
    dataroot: true,
    seed: true,
    grid: true,
    assess_runs: true,
    per_strategy: true,
    metric_name: true,
  })
  .extend({ strategy: oneStrategy })
  .partial();

/** What a study has beside the keys of an experiment. */
const studyOnlyFields = {
  title: z.string().min(1).optional().describe('heading of the page; without it, the name'),
  seeds: z
    .array(configSchema.shape.seed, { error: 'expected a list of seeds, such as [101, 102, 103]' })
    .min(1)
    .superRefine(refuseRepeated)
    .describe('every variant runs with each of them'),
  baseline: z.string().optional().describe('the variant to take differences from; without it, the first'),
  variants: z
    .record(
      z.string(),
      z.preprocess((value) => value ?? {}, changesSchema),
      { error: 'expected a mapping: the name of a variant, and below it the keys that differ' },
    )
    .describe('what is compared: a name, and below it the keys that differ'),
};

/**
 * Every key of a study's YAML: those of an experiment, which all variants share, without the ones that arrange jobs, and
 * those that say which variants and seeds there are.
 */
export const studySchema = configSchema
  .omit({ seed: true, grid: true, assess_runs: true, per_strategy: true })
  .extend({ strategy: oneStrategy, ...studyOnlyFields });

/** A study, all keys filled in. */
export type StudyConfig = z.output<typeof studySchema> & {
  readonly name: string;
  readonly baseline: string;
};

/** Keys with their descriptions that only a study has. */
export const studyOnlyKeys = Object.entries(studyOnlyFields).map(([key, { description = '' }]) => ({
  key,
  description,
}));

/** Keys that may stand at the top of a study. */
export const studyKeys: readonly string[] = Object.keys(studySchema.shape);

/** Keys that may stand below a variant. */
export const changesKeys: readonly string[] = configKeys.filter((key) => key in changesSchema.shape);

/** What holds of the shared keys where no YAML says otherwise. */
export const studyDefaults = Object.fromEntries(
  Object.entries(configDefaults).filter(([key]) => studyKeys.includes(key)),
);
