import { type Benchmark, type ImageDataset, readImages, readLabels } from '@exmodel/benchmarks';
import {
  crossEntropySum,
  DivergedError,
  gradientStep,
  type Optimizer,
  type OptimizerState,
  oneHotRows,
  type Place,
  type Random,
  type RandomState,
  type Student,
  sgd,
} from '@exmodel/distill';
import { div, type Scalar, tensor1d, tensor2d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { SharedConfig } from '../config/strategy-config';

/** How experts are trained. */
export type Recipe = Pick<
  SharedConfig,
  | 'expert_epochs'
  | 'expert_lr'
  | 'expert_schedule'
  | 'expert_momentum'
  | 'expert_weight_decay'
  | 'expert_mb_size'
>;

/** One optimizer step. */
export interface TrainingStep {
  readonly epoch: number;
  readonly step: number;
  readonly steps: number;
  /** Images in this step. */
  readonly images: number;
  /** Mean cross-entropy of the minibatch before the step. */
  readonly loss: number;
}

export interface TrainingData {
  readonly dataset: ImageDataset;
  /** Of it, how images are normalised and, while training, varied. */
  readonly benchmark: Pick<Benchmark, 'normalization' | 'trainAugmentation'>;
  /** The task of every image, for a multi-head student. */
  readonly tasks?: Int32Array | undefined;
}

/** Where a training stands; the student's weights are not part of it. */
export interface ClassifierTraining {
  /** Steps taken. */
  readonly step: number;
  /** The order of the images in this epoch: drawn again, it would be another. */
  readonly order: Int32Array;
  readonly random: RandomState;
  readonly optimizer: OptimizerState;
}

/**
 * Trains on labelled images by the experts' recipe: SGD with momentum and weight decay, the learning rate
 * constant or falling to 0 along half a cosine, cross-entropy over all outputs, a new order and new variations of the
 * images each epoch, the last weights kept.
 *
 * @param place where it begins; it sets `now`, so that it can be left midway
 * @throws DivergedError at the first loss that is not finite, and for weights that are not in the end
 */
export async function* trainClassifier(
  student: Student,
  data: TrainingData,
  recipe: Recipe,
  random: Random,
  place: Place<ClassifierTraining> = {},
): AsyncGenerator<TrainingStep, void> {
  const { dataset } = data;
  const { expert_epochs: epochs, expert_mb_size: batchSize } = recipe;
  const stepsPerEpoch = Math.ceil(dataset.length / batchSize);
  const steps = epochs * stepsPerEpoch;
  const optimizer = sgd(student.variables, {
    learningRate: recipe.expert_schedule === 'cosine' ? cosine(recipe.expert_lr, steps) : recipe.expert_lr,
    momentum: recipe.expert_momentum,
    weightDecay: recipe.expert_weight_decay,
  });
  let { step = 0, order = new Int32Array() } = place.from ?? {};
  if (place.from !== undefined) {
    random.restore(place.from.random);
    optimizer.restore(place.from.optimizer);
  }
  place.from = undefined;
  place.now = async () => ({ step, order, random: random.state(), optimizer: await optimizer.state() });
  try {
    while (step < steps) {
      const inEpoch = step % stepsPerEpoch;
      if (inEpoch === 0) order = random.permutation(dataset.length);
      const indices = order.subarray(inEpoch * batchSize, (inEpoch + 1) * batchSize);
      const loss = await trainingStep(student, optimizer, data, indices, random);
      step += 1;
      if (!Number.isFinite(loss))
        throw new DivergedError('student', `the loss is ${loss} at step ${step} of ${steps}`, { step });
      yield { epoch: Math.ceil(step / stepsPerEpoch), step, steps, images: indices.length, loss };
    }
    const spoilt = (await student.weights()).find(({ values }) => !values.every(Number.isFinite));
    if (spoilt !== undefined)
      throw new DivergedError('student', `${spoilt.name} holds NaN or infinite values after the last step`);
  } finally {
    delete place.now;
    optimizer.dispose();
  }
}

/** The rate of step 1 … `steps`, from `first` to nearly 0 (arXiv 1608.03983, without restarts). */
function cosine(first: number, steps: number): (step: number) => number {
  return (step) => (first * (1 + Math.cos((Math.PI * (step - 1)) / steps))) / 2;
}

async function trainingStep(
  student: Student,
  optimizer: Optimizer,
  { dataset, benchmark, tasks }: TrainingData,
  indices: Int32Array,
  random: Random,
): Promise<number> {
  const loss = tidy(() => {
    const pixels = readImages(dataset, indices, benchmark.normalization, {
      augment: benchmark.trainAugmentation,
      random: () => random.uniform(),
    });
    const images = tensor4d(pixels, [indices.length, ...dataset.shape]);
    const labels = tensor2d(oneHotRows(readLabels(dataset, indices), student.outputs), [
      indices.length,
      student.outputs,
    ]);
    const chosen =
      tasks &&
      tensor1d(
        indices.map((index) => tasks[index] as number),
        'int32',
      );
    return gradientStep(student.variables, optimizer, () => {
      const logits = student.logits(images, { training: true, ...(chosen && { tasks: chosen }) });
      return div(crossEntropySum(logits, labels), indices.length) as Scalar;
    });
  });
  const value = (await loss.data())[0] as number;
  loss.dispose();
  return value;
}
