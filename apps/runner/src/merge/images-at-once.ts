import { AbortError, type Expert, type ImageShape, type Student, takeTurn } from '@exmodel/distill';
import {
  grad,
  mean,
  memory,
  profile,
  type Scalar,
  square,
  type Tensor4D,
  tidy,
  variableGrads,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Memory } from '../config/memory';
import { mergeDefaults } from './merge-options';

/** How many images fit the memory together, at the least 1 each. */
export interface ImagesAtOnce {
  /** In a training step of the student. */
  readonly training: number;
  /** Through the student, or one of the experts. */
  readonly inference: number;
  /** Through the student in training mode without gradients, as batch norm is estimated; by tfjs-layers this takes far more than inference. */
  readonly estimation: number;
  /** While images are made from an expert, by the gradients in them. */
  readonly synthesis: number;
}

/** Images of a training step: the usual number or, where these do not fit, fewer. */
export function stepImages({ training }: Pick<ImagesAtOnce, 'training'>): number {
  return Math.min(mergeDefaults.batchSize, training);
}

/**
 * The learning rate of Adam for such a step: the gradient of fewer images is noisier, and to keep the noise of the training as it is, the rate shrinks with the square root
 * of their number (Malladi et al., arXiv 2205.10287).
 */
export function stepLearningRate(atOnce: Pick<ImagesAtOnce, 'training'>): number {
  return mergeDefaults.learningRate * Math.sqrt(stepImages(atOnce) / mergeDefaults.batchSize);
}

/** Images of one batch to estimate batch norm from, and to tell what is usual for an expert, as long as they fit. */
export const batchNormImages = 250;

/** Where fewer images fit than a merge would take, so that its student depends on the machine: `7 images a training step, not 128`. */
export function fewerImages({ training, inference, synthesis }: ImagesAtOnce): readonly string[] {
  const sizes = [
    ['training step', training, mergeDefaults.batchSize],
    ['synthesis', synthesis, mergeDefaults.synthesis.batchSize],
    ['query', inference, batchNormImages],
  ] as const;
  return sizes.flatMap(([what, fit, usual]) =>
    fit < usual ? [`${fit} images a ${what}, not ${usual}`] : [],
  );
}

/** Share of the memory for what a backend holds beside tensors: the workspace of its kernels, and gaps. */
const spare = 0.25;

/**
 * Measures, on two and on three images, how many fit the memory; batch norm behind a global pool needs two. The models are not changed, but
 * for the student's draws of dropout.
 */
export async function imagesAtOnce(
  student: Student,
  experts: readonly Expert[],
  shape: ImageShape,
  there: Memory,
  signal?: AbortSignal,
): Promise<ImagesAtOnce> {
  const fitting = async (compute: (images: Tensor4D) => unknown) => {
    await takeTurn(signal);
    return fittingImages(compute, shape, there);
  };
  const loss = (model: Pick<Expert, 'logits'>, images: Tensor4D) =>
    mean(square(model.logits(images))) as Scalar;
  const training = await fitting((images) => trainingStep(student, images));
  const estimation = await fitting((images) => inTraining(student, images));
  let [inference, synthesis] = [await fitting((images) => student.logits(images)), Number.POSITIVE_INFINITY];
  for (const expert of experts) {
    inference = Math.min(inference, await fitting((images) => expert.logits(images)));
    synthesis = Math.min(
      synthesis,
      // A graph may have no gradients, which is reported where images are made.
      await fitting(grad((images) => loss(expert, images as Tensor4D))).catch((error: unknown) => {
        if (error instanceof AbortError) throw error;
        return inference;
      }),
    );
  }
  return { training, inference, estimation, synthesis };
}

/** What batch norm is estimated from. */
export function inTraining(student: Student, images: Tensor4D) {
  return student.logits(images, { training: true });
}

/** What a training step computes: a loss, and its gradients. */
export function trainingStep(student: Student, images: Tensor4D) {
  const loss = () => mean(square(inTraining(student, images))) as Scalar;
  return variableGrads(loss, [...student.variables]);
}

/** How many images fit the memory together while `compute` runs, at the least 1. */
export async function fittingImages(
  compute: (images: Tensor4D) => unknown,
  shape: ImageShape,
  { machine, backend = machine }: Memory,
): Promise<number> {
  const budget = (1 - spare) * Math.min(machine, backend) - memory().numBytes;
  const [two, three] = [await peakBytes(compute, 2, shape), await peakBytes(compute, 3, shape)];
  const perImage = Math.max(1, three - two);
  return Math.max(1, Math.floor((budget - (two - 2 * perImage)) / perImage));
}

/** How many images fit the memory together, whichever of the models they go through. */
export async function fittingAll(
  models: readonly { logits(images: Tensor4D): unknown }[],
  shape: ImageShape,
  there: Memory,
): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (const model of models)
    least = Math.min(least, await fittingImages((images) => model.logits(images), shape, there));
  return least;
}

/** The most bytes that tensors take while `compute` runs. */
export async function peakBytes(
  compute: (images: Tensor4D) => unknown,
  count: number,
  shape: ImageShape,
): Promise<number> {
  const before = memory().numBytes;
  let fault: unknown;
  const { peakBytes: peak } = await profile(() => {
    try {
      tidy(() => void compute(zeros([count, ...shape])));
    } catch (error) {
      fault = error; // TensorFlow.js would go on profiling.
    }
  });
  if (fault !== undefined) throw fault;
  return peak - before;
}
