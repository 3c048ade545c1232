import { paddedCrop } from '@exmodel/distill';
import { defaultsOf } from '../config/keys';
import { bufferKeys } from '../teaching/images/buffer-keys';
import { synthesisKeys } from '../teaching/images/synthesis-keys';
import { stepKeys } from '../teaching/step-keys';

const steps = defaultsOf(stepKeys);
const synthesis = defaultsOf(synthesisKeys);

/** Augmentation of images while they are synthesised, and when the student learns from them. */
export const mergeAugmentation = paddedCrop(4);

/**
 * Sizes and rates: those of the reference, except for smaller batches of images, which need less memory, and Adam, which
 * copes with logits of any scale.
 */
export const mergeDefaults = {
  /** Steps of the student, per expert, if it learns from one after the other. */
  iterations: steps.num_iter_per_exp,
  /** Steps of the student, if it learns from all together. */
  consensusIterations: 3000,
  /** Number of images that the experts are queried on, and how many values they may have in all (256 MB). */
  queriedImages: 5000,
  queriedValues: 64_000_000,
  /** How many of them there are, at most, if they are painted for a trunk and larger than this side; they are painted up to this side. */
  largeImages: 3000,
  paintedSide: 64,
  batchSize: steps.train_mb_size,
  learningRate: 2e-3,
  /** Number of images made in all. */
  images: defaultsOf(bufferKeys).buffer_size,
  synthesis: {
    iterations: synthesis.buffer_iter,
    learningRate: synthesis.buffer_lr,
    batchSize: 256,
    temperature: synthesis.buffer_temperature,
    weightDecay: synthesis.buffer_wd,
    blur: synthesis.buffer_blur,
  },
  /** Images whose gradients are computed together while they are drawn towards an expert's classes. */
  drawnBatchSize: 128,
} as const;
