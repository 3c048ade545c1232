import { z } from 'zod';
import { jsonText } from './json-text';
import { parseJson } from './parse-json';
import { quickCheck } from './quick-check';
import { placeOf, type Store, UnwritableFileError } from './store';

/** The schema that this version writes. */
const ownSchema = 3;

const share = z.number().min(0).max(1);
const bytes = z.int().min(0);
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

/** How far the probabilities of the predictions can be trusted; `@exmodel/metrics` has the definitions. */
const calibrationSchema = z.strictObject({
  expectedCalibrationError: share,
  maximumCalibrationError: share,
  /** 0 … 2. */
  brierScore: z.number().min(0),
  /** Bins of equal width with rising confidence: without those that hold no image. */
  reliability: z.array(z.strictObject({ confidence: share, accuracy: share, images: z.int().min(1) })),
});

/** The process that finished a job, and its machine. */
const processSchema = z.strictObject({
  /** What the user typed; null where the job came from other code. */
  command: z.string().nullable(),
  host: z.strictObject({
    name: z.string(),
    /** `linux x64`. */
    platform: z.string(),
    /** Model of the processor. */
    cpu: z.string(),
    cores: z.int().min(1),
    memoryBytes: bytes,
  }),
  /** The most memory that the process held until then, all of its jobs together; without that of a GPU. */
  peakMemoryBytes: bytes,
});

export type RunProcess = z.output<typeof processSchema>;

/**
 * `metrics.json`: the results of one job. Everything but `times` and `process` depends only on configuration,
 * seed, backend and versions; what was not measured is null. docs/metrics.md describes it.
 */
export const metricsSchema = z.strictObject({
  schema: z.literal(ownSchema),
  /** Name of the experiment or the study; null in files of earlier schemas, as all that they do not have. */
  run: z.string().nullable(),
  /** Its job: `replay_ed`, `replay_ed/SEED1`. */
  job: z.string().nullable(),
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
  /** `lossMatrix[k][e]`: mean cross-entropy, where `accuracyMatrix` has the accuracy. */
  lossMatrix: z.array(z.array(z.number().nullable())).nullable(),
  /** `classAccuracyMatrix[k][c]`: accuracy on class c's test images after learning from expert k. */
  classAccuracyMatrix: z.array(perExperience).nullable(),
  /** Over all test images of the stream, at the end. */
  accuracy: share.nullable(),
  /** Mean cross-entropy over the same images. */
  loss: z.number().nullable(),
  /** The label is among the k greatest scores; for several k below the number of outputs. */
  topKAccuracy: z.array(z.strictObject({ k: z.int().min(2), accuracy: share })).nullable(),
  calibration: calibrationSchema.nullable(),
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
  stateBytes: bytes.optional(),
  /** Trainable numbers of the student; null if the strategy has no one model. */
  parameters: z.int().min(0).nullable(),
  /** Multiply-accumulate operations of the student for one image; null if the strategy has no one model. */
  macs: z.int().min(0).nullable(),
  /** How `samples.png` is made up: images of `height` × `width` pixels, ten to a row, so many of each expert in turn; null if there is none. */
  samples: z
    .strictObject({ height: z.int().min(1), width: z.int().min(1), perExpert: z.array(z.int().min(0)) })
    .nullable(),
  process: processSchema.nullable(),
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

const isMetrics = quickCheck(metricsSchema);
const keyOf = (folder: string) => `${folder}/metrics.json`;

/** A metrics.json that can be read from the disk, but not be understood. */
export class MetricsFileError extends Error {
  override readonly name = 'MetricsFileError';

  constructor(
    readonly path: string,
    /** What is wrong with it, with `metrics.json` as the subject. */
    readonly fault: string,
    readonly advice: string,
    /** Whether nobody can read it, not a later version either. */
    readonly isDamaged: boolean,
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
  const current = upgraded(json);
  if (isMetrics(current)) return current;
  const metrics = metricsSchema.safeParse(current).data;
  if (metrics !== undefined) return metrics;
  const later = laterSchema(json);
  const [fault, advice] =
    later === undefined
      ? [
          'was cut short, or changed by something other than exmodel',
          'Delete the folder of this job, and the command that ran it runs it again, and no other.',
        ]
      : [
          `was written by a later version of exmodel (schema ${later}, while this one reads up to ${ownSchema})`,
          'Use that version to read it. Keep both with --set name=ANOTHER-NAME, or replace the old results with --fresh.',
        ];
  throw new MetricsFileError(placeOf(store, keyOf(folder)), fault, advice, later === undefined);
}

/**
 * Removes the metrics of a job that nobody can read, so that it can run again; any others stay.
 *
 * @throws UnreadableFileError, UnwritableFileError
 * @throws MetricsFileError A later version wrote them.
 */
export async function removeDamagedMetrics(store: Store, folder: string): Promise<void> {
  try {
    await readMetrics(store, folder);
  } catch (error) {
    if (!(error instanceof MetricsFileError) || !error.isDamaged) throw error;
    await store.remove(keyOf(folder));
  }
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

/** What schema 3 added. */
const added = {
  ...{ run: null, job: null, lossMatrix: null, classAccuracyMatrix: null, loss: null, topKAccuracy: null },
  ...{ calibration: null, parameters: null, macs: null, samples: null, process: null },
} satisfies Partial<Metrics>;

/**
 * Converts metrics of an earlier schema. Schema 1 called `accuracyCurve` `checkpoints`, which now means saved states.
 */
function upgraded(metrics: unknown): unknown {
  if (typeof metrics !== 'object' || metrics === null || !('schema' in metrics)) return metrics;
  if (metrics.schema === 2) return { ...added, ...metrics, schema: ownSchema };
  if (metrics.schema !== 1 || !('checkpoints' in metrics)) return metrics;
  const { checkpoints, ...rest } = metrics;
  return { ...added, ...rest, schema: ownSchema, accuracyCurve: checkpoints };
}
