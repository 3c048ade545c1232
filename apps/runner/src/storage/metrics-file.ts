import { z } from 'zod';
import { jsonText } from './json-text';
import { parseJson } from './parse-json';
import { placeOf, type Store, UnwritableFileError } from './store';

/** The schema that this version writes. */
const ownSchema = 2;

const share = z.number().min(0).max(1);
const perExperience = z.array(share.nullable());
const seconds = z.number().min(0);

/** How the best point of a grid was chosen. */
const chosenSchema = z.strictObject({
  /** What it was chosen on: images that neither candidates nor their experts have learned from, or, as in the reference, those that judge the result, too. */
  on: z.enum(['validation_images', 'test_images']),
  /** The seed of all candidates. */
  seed: z.int(),
  /** Name of the metric. */
  by: z.string(),
  /** Its value for the chosen point. */
  value: z.number(),
  /** How many points were tried. */
  candidates: z.int(),
});

export type Chosen = z.output<typeof chosenSchema>;

/**
 * `metrics.json`: the results of one job. Everything but `times` depends only on configuration,
 * seed, backend and versions; what was not measured is null. docs/metrics.md describes it.
 */
export const metricsSchema = z.strictObject({
  schema: z.literal(ownSchema),
  strategy: z.string(),
  scenario: z.string(),
  seed: z.int(),
  /**
   * The student's numbers, or those of its images, became NaN or infinite: it learned and measured no further. What was not
   * measured by then is null. Absent from all other jobs.
   */
  diverged: z.literal(true).optional(),
  /** How its values were chosen; absent from a job that was not chosen from a grid. */
  chosen: chosenSchema.optional(),
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
  /** `confusion[label][prediction]`: test images, at the end; null if it diverged. */
  confusion: z.array(z.array(z.int())).nullable(),
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

/** A metrics.json that can be read from the disk, but not be understood. */
export class MetricsFileError extends Error {
  override readonly name = 'MetricsFileError';

  constructor(
    readonly path: string,
    /** What is wrong with it, with `metrics.json` as the subject. */
    readonly fault: string,
    readonly advice: string,
  ) {
    super(`${path} ${fault}. ${advice}`);
  }
}

/**
 * The metrics of the job whose folder this is, or undefined if there are none.
 *
 * @throws UnreadableFileError There is no permission to read them, or the disk fails.
 * @throws MetricsFileError A later version wrote them, or they were cut short or changed.
 */
export async function readMetrics(
  store: Pick<Store, 'location' | 'read'>,
  folder: string,
): Promise<Metrics | undefined> {
  const bytes = await store.read(keyOf(folder));
  if (bytes === undefined) return undefined;
  const json = parsed(Buffer.from(bytes).toString());
  const metrics = metricsSchema.safeParse(upgraded(json)).data;
  if (metrics !== undefined) return metrics;
  const later = laterSchema(json);
  const choice = 'Keep both with --set name=ANOTHER-NAME, or replace the old results with --fresh.';
  const [fault, advice] =
    later === undefined
      ? ['was cut short, or changed by something other than exmodel', choice]
      : [
          `was written by a later version of exmodel (schema ${later}, while this one reads up to ${ownSchema})`,
          `Use that version to read it. ${choice}`,
        ];
  throw new MetricsFileError(placeOf(store, keyOf(folder)), fault, advice);
}

/** The value of a text of JSON; undefined if it is none. */
function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The number of a schema that did not exist when this version was made. */
function laterSchema(json: unknown): number | undefined {
  const { success, data } = z.object({ schema: z.int().gt(ownSchema) }).safeParse(json);
  return success ? data.schema : undefined;
}

/**
 * Writes a job's metrics, which makes it a finished job. If another process was first, its metrics stay.
 *
 * @returns the metrics that are in the store now
 * @throws UnwritableFileError, and what {@link readMetrics} throws
 */
export async function keepMetrics(store: Store, folder: string, metrics: Metrics): Promise<Metrics> {
  if (await store.createOnce(keyOf(folder), jsonText(metrics))) return metrics;
  const earlier = await readMetrics(store, folder);
  if (earlier !== undefined) return earlier;
  throw new UnwritableFileError(placeOf(store, keyOf(folder)), 'something else is in its place');
}

/**
 * Converts metrics of an earlier schema. Schema 1 called `accuracyCurve` `checkpoints`, which now means saved states.
 */
function upgraded(metrics: unknown): unknown {
  if (typeof metrics !== 'object' || metrics === null || !('schema' in metrics)) return metrics;
  if (metrics.schema !== 1 || !('checkpoints' in metrics)) return metrics;
  const { checkpoints, ...rest } = metrics;
  return { ...rest, schema: ownSchema, accuracyCurve: checkpoints };
}
