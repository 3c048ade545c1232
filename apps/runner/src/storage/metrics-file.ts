import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { StrategyConfig } from '../config/strategy-config';

/** A job's configuration as its results keep it: where files lie is not part of it. */
export type JobConfig = Readonly<Record<string, unknown>>;

export function jobConfig({ logdir: _logdir, dataroot: _dataroot, ...config }: StrategyConfig): JobConfig {
  return config;
}

const share = z.number().min(0).max(1);
const perExperience = z.array(share.nullable());
const seconds = z.number().min(0);

/**
 * `metrics.json`: what one strategy reached. Everything but `times` depends only on configuration,
 * seed, backend and versions; what was not measured is null. docs/metrics.md describes it.
 */
export const metricsSchema = z.strictObject({
  schema: z.literal(1),
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
  checkpoints: z.array(z.strictObject({ experience: z.int(), iteration: z.int(), accuracy: share })),
  /** What the learner must keep to go on with one more expert; absent where the strategy does not say. */
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

/** The metrics in `path`, or undefined where there are none that this version can read. */
export function readMetrics(path: string): Metrics | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return metricsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
