import { z } from 'zod';
import { jsonText } from './json-text';
import { readJson } from './read-json';
import { placeOf, type Store, UnwritableFileError } from './store';

const share = z.number().min(0).max(1);
const perExperience = z.array(share.nullable());
const seconds = z.number().min(0);

/**
 * `metrics.json`: the results of one job. Everything but `times` depends only on configuration,
 * seed, backend and versions; what was not measured is null. docs/metrics.md describes it.
 */
export const metricsSchema = z.strictObject({
  schema: z.literal(2),
  strategy: z.string(),
  scenario: z.string(),
  seed: z.int(),
  /** The whole resolved configuration of this job; its keys were checked when it was read. */
  config: z.record(z.string(), z.unknown()),
  versions: z.strictObject({ exmodel: z.string(), tfjs: z.string(), node: z.string(), backend: z.string() }),
  experiences: z.array(
    z.strictObject({
      classes: z.array(z.int()),
      task: z.int().nullable(),
      testImages: z.int(),
      /** The experience's own expert on its own test images. */
      expertAccuracy: share.nullable(),
    }),
  ),
  /** `accuracyMatrix[k][e]`: accuracy on experience e's test images after learning from expert k. */
  accuracyMatrix: z.array(perExperience),
  /** Over all test images of the stream, at the end. */
  accuracy: share.nullable(),
  /** Mean over the experiences, at the end. */
  averageAccuracy: share.nullable(),
  /** Accuracy when first learned minus accuracy at the end. */
  forgetting: z.array(z.number().nullable()),
  averageForgetting: z.number().nullable(),
  backwardTransfer: z.number().nullable(),
  /** `confusion[label][prediction]`: test images, at the end. */
  confusion: z.array(z.array(z.int())),
  perClassAccuracy: perExperience,
  /** Accuracy over the stream's test images within an experience, every `eval_every` iterations. */
  accuracyCurve: z.array(z.strictObject({ experience: z.int(), iteration: z.int(), accuracy: share })),
  /** What the learner must keep to go on with one more expert; absent if the strategy does not report it. */
  stateBytes: z.int().min(0).optional(),
  times: z.strictObject({
    finishedAt: z.string(),
    /** Seconds. */
    synthesis: seconds,
    distillation: seconds,
    training: seconds,
    evaluation: seconds,
    total: seconds,
  }),
});

export type Metrics = z.output<typeof metricsSchema>;

const keyOf = (folder: string) => `${folder}/metrics.json`;

/**
 * The metrics of the job whose folder this is, or undefined if there are none that this version can read.
 *
 * @throws UnreadableFileError
 */
export async function readMetrics(store: Store, folder: string): Promise<Metrics | undefined> {
  const bytes = await store.read(keyOf(folder));
  if (bytes === undefined) return undefined;
  const read = readJson(Buffer.from(bytes).toString(), anyMetricsSchema);
  return 'value' in read ? read.value : undefined;
}

/**
 * Writes a job's metrics, which makes it a finished job. If another process was first, its metrics stay.
 *
 * @returns the metrics that are in the store now
 * @throws UnwritableFileError
 */
export async function keepMetrics(store: Store, folder: string, metrics: Metrics): Promise<Metrics> {
  if (await store.createOnce(keyOf(folder), jsonText(metrics))) return metrics;
  const earlier = await readMetrics(store, folder);
  if (earlier !== undefined) return earlier;
  const reason = 'it exists already, and this version cannot read it';
  throw new UnwritableFileError(placeOf(store, keyOf(folder)), reason);
}

/** Metrics of this schema or an earlier one. */
const anyMetricsSchema = z.preprocess(upgraded, metricsSchema);

/**
 * Converts metrics of an earlier schema. Schema 1 called `accuracyCurve` `checkpoints`, which now means saved states.
 */
function upgraded(metrics: unknown): unknown {
  if (typeof metrics !== 'object' || metrics === null || !('schema' in metrics)) return metrics;
  if (metrics.schema !== 1 || !('checkpoints' in metrics)) return metrics;
  const { checkpoints, ...rest } = metrics;
  return { ...rest, schema: 2, accuracyCurve: checkpoints };
}
