import { paddedCrop } from '@exmodel/distill';
import { defaultsOf } from '../config/keys';
import { bufferKeys } from '../teaching/images/buffer-keys';
import { synthesisKeys } from '../teaching/images/synthesis-keys';
import { stepKeys } from '../teaching/step-keys';

const steps = defaultsOf(stepKeys);
const synthesis = defaultsOf(synthesisKeys);

/** What images go through while they are made of an expert, and when they are learned from. */
export const mergeAugmentation = paddedCrop(4);

/**
 * How much is done: the reference's figures, but for smaller batches of images, which need less memory, and for Adam, which
 * does not mind how large the logits of strangers' models are.
 */
export const mergeDefaults = {
  /** Steps of the student, per expert, where it learns from one after the other. */
  iterations: steps.num_iter_per_exp,
  /** Steps of the student where it learns from all together. */
  consensusIterations: 3000,
  /** Images that the experts are queried on, and the values that these may have in all: 256 MB. */
  queriedImages: 5000,
  queriedValues: 64_000_000,
  batchSize: steps.train_mb_size,
  learningRate: 2e-3,
  /** Images made in all. */
  images: defaultsOf(bufferKeys).buffer_size,
  synthesis: {
    iterations: synthesis.buffer_iter,
    learningRate: synthesis.buffer_lr,
    batchSize: 256,
    temperature: synthesis.buffer_temperature,
    weightDecay: synthesis.buffer_wd,
    blur: synthesis.buffer_blur,
  },
  /** How painted images are drawn towards an expert's classes: the values of configs/split-cifar10/consensus_ed.yaml. */
  drawing: {
    iterations: 40,
    learningRate: 0.05,
    batchSize: 128,
    temperature: 2,
    weightDecay: synthesis.buffer_wd,
    blur: synthesis.buffer_blur,
    batchNorm: 1000,
  },
  /** Images that are made of each expert to compare with it, and are not learned from. */
  heldOut: 64,
} as const;
