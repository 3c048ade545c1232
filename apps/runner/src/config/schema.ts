import { z } from 'zod';
import { count, seedList } from './key-values';
import { changesOf, givenValue, type Keys, type StrategyKeys } from './keys';
import { mostJobs, mostJobsEver } from './most-jobs';
import { refuseRepeated } from './refuse-repeated';
import { runKeys } from './run-keys';
import { runSeeds } from './run-seeds';
import { inSavedOrder } from './saved-order';
import { sinkPlaces, sinkValue } from './sinks';
import { streamKeys } from './stream-keys';
import { defaultValidationFraction } from './validation';

/** How a job is measured. All strategies have these keys; `per_strategy` may set each. */
const measuringKeys = {
  eval_every: count
    .default(1000)
    .describe('(added) iterations between two evaluations within an experience; may differ by strategy'),
};

/** Which experiences are learned, and by what. */
const experimentKeys = {
  strategy: z
    .union([z.string(), z.array(z.string()).min(1)], {
      error: 'expected the name of a strategy or a list of names',
    })
    .default('minversion_ed')
    .describe('one strategy, or (added) a list of them; see: exmodel list'),
  experiment_type: z
    .enum(['train_ed', 'train_ed_single_exp'])
    .default('train_ed')
    .describe('whole stream, or first expert only'),
  validation_fraction: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      `(added) share of each class’s training images that a run sets aside: neither its experts nor its strategy train on it, and a grid is chosen on that of the first seed; default with a grid: ${defaultValidationFraction}, else none`,
    ),
};

/** How many runs, and how they are compared. */
const planKeys = {
  seeds: seedList
    .optional()
    .describe('(added) seeds of the runs, any number; a grid is tried with the first of them'),
  assess_runs: count
    .max(runSeeds.length, {
      error: `expected up to ${runSeeds.length}, for which the reference has seeds. For more runs list seeds of your own, such as seeds: [1, 2, 3, 4, 5, 6]`,
    })
    .optional()
    .describe(
      `number of runs of the final configuration, with the seeds ${runSeeds.join(', ')}; default with a grid: 1`,
    ),
  max_jobs: count
    .max(mostJobsEver)
    .optional()
    .describe(`(added) most jobs of an experiment or a study; more are refused; default: ${mostJobs}`),
  sinks: z
    .array(sinkValue)
    .optional()
    .describe(
      `(added) tools of others that every run reports to, beside its own logs: ${Object.values(sinkPlaces).join(', or ')}`,
    ),
  metric_name: z
    .string()
    .default('accuracy')
    .describe(
      'metric by which a grid’s best point is chosen, and which a study compares: accuracy, averageAccuracy, averageForgetting, …',
    ),
  choose_on: z
    .enum(['validation_images', 'test_images'])
    .default('validation_images')
    .describe(
      '(added) images on which a grid’s best point is chosen; test_images is the reference’s way: the test images of the first seed, on which its run is then judged again',
    ),
};

/** The keys of the strategies, each once. Keys of one name in several strategies are one declaration. */
export function keysOf(strategies: readonly StrategyKeys[]): Keys {
  return Object.assign({}, ...strategies.map(({ keys }) => keys)) as Keys;
}

/**
 * Every key of an experiment's YAML: those declared here, and those that the strategies declare. Names are the reference's
 * (arXiv 2112.06511); keys that it does not have are marked (added).
 */
export function configSchema(strategies: readonly StrategyKeys[]) {
  const perStrategy = inSavedOrder({ ...keysOf(strategies), ...measuringKeys });
  return z.strictObject({
    ...runKeys,
    ...streamKeys,
    strategy: experimentKeys.strategy,
    per_strategy: z
      .record(z.string(), z.strictObject(changesOf(perStrategy)))
      .default({})
      .describe(
        '(added) keys that differ for one strategy: its name, and below it the keys with their values',
      ),
    experiment_type: experimentKeys.experiment_type,
    validation_fraction: experimentKeys.validation_fraction,
    ...perStrategy,
    // Repeated for the type; its position is the one above.
    ...measuringKeys,
    grid: z
      .strictObject(gridOf({ ...streamKeys, ...perStrategy }))
      .optional()
      .describe(
        'keys with lists of values: every combination is tried with the first seed, and the best one assessed',
      ),
    ...planKeys,
  });
}

/** What a grid may vary: every key of a job except its seed, which depends on the run. */
function gridOf(keys: Keys) {
  const entries = Object.entries(keys).map(([key, field]) => {
    const values = z.array(givenValue(field)).min(1).superRefine(refuseRepeated);
    return [key, values.optional()] as const;
  });
  return Object.fromEntries(entries);
}

/** What only the candidates of a grid have: no file sets it. */
const candidateKeys = {
  /** The student is measured on the validation images in place of the test images. */
  measured_on: z.literal('validation_images').optional(),
};

/** The configuration of one job of one strategy: without the keys that name, choose and arrange jobs. */
export function jobSchema(strategies: readonly StrategyKeys[]) {
  return configSchema(strategies)
    .omit({
      name: true,
      per_strategy: true,
      grid: true,
      seeds: true,
      assess_runs: true,
      max_jobs: true,
      sinks: true,
      metric_name: true,
      choose_on: true,
    })
    .extend({ strategy: z.string(), ...candidateKeys });
}

/** The keys that are declared here: all of an experiment's except those of its strategies. */
export type SharedKeys = z.output<ReturnType<typeof configSchema>>;

/** What a grid can be chosen on. */
export type ChosenOn = SharedKeys['choose_on'];

/** What only the candidates of a grid have, beside an experiment's keys. */
export type CandidateKeys = z.output<z.ZodObject<typeof candidateKeys>>;

/** Keys that arrange the jobs of an experiment. */
export type PlanKey = keyof typeof planKeys | 'grid';

/** An experiment with all defaults filled in. The strategies define the types of their own keys. */
export type ExperimentConfig = SharedKeys & Readonly<Record<string, unknown>>;

const sharedSchema = configSchema([]);

/** The default values, without the strategies' keys. */
export const sharedDefaults: SharedKeys = sharedSchema.parse({});

/** Keys that no strategy declares. */
export const sharedKeys: readonly string[] = Object.keys(sharedSchema.shape);

/** Keys that determine the stream and the experts that a job learns from. */
export const streamKeyNames: readonly string[] = [
  ...Object.keys({ ...runKeys, ...streamKeys }).filter((key) => key !== 'name'),
  'experiment_type',
  'validation_fraction',
];

/** Keys that are allowed below any strategy in `per_strategy`. */
export const measuringKeyNames: readonly string[] = Object.keys(measuringKeys);

/** Keys of the reference that name hardware or its scheduler; accepted, and reported as ignored. */
export const ignoredKeys: readonly string[] = [
  'cpus_per_job',
  'cuda',
  'debug',
  'gpus_per_job',
  'max_cpus',
  'max_gpus',
  'no_ray',
];
