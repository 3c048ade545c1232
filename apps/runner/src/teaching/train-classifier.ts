import { type Benchmark, type ImageDataset, readImages, readLabels } from '@exmodel/benchmarks';
import {
  adam,
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
import {
  add,
  div,
  type Scalar,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { SharedConfig } from '../config/strategy-config';
import { otherClasses } from './classifier';

/** How experts are trained. */
export type Recipe = Pick<
  SharedConfig,
  | 'expert_epochs'
  | 'expert_lr'
  | 'expert_schedule'
  | 'expert_momentum'
  | 'expert_weight_decay'
  | 'expert_mb_size'
  | 'expert_optimizer'
  | 'expert_label_smoothing'
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
  /** The classes among which an image is classified; all of the student's by default. */
  readonly classes?: readonly number[] | undefined;
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
 * Trains on labelled images by the experts' recipe: SGD, Adam or AdamW with momentum and weight decay, the learning rate
 * constant or falling to 0 along half a cosine, cross-entropy with labels that may be smoothed, a new order and new variations of
 * the images each epoch, the last weights kept.
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
  const { expert_epochs: epochs, expert_mb_size: batchSize, expert_label_smoothing: smoothing = 0 } = recipe;
  const stepsPerEpoch = Math.ceil(dataset.length / batchSize);
  const steps = epochs * stepsPerEpoch;
  const optimizer = optimizerOf(student, recipe, steps);
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
      const loss = await trainingStep(student, optimizer, { ...data, smoothing }, indices, random);
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

function optimizerOf(student: Student, recipe: Recipe, steps: number): Required<Optimizer> {
  const { expert_lr, expert_schedule, expert_momentum, expert_optimizer = 'sgd' } = recipe;
  const options = {
    learningRate: expert_schedule === 'cosine' ? cosine(expert_lr, steps) : expert_lr,
    weightDecay: recipe.expert_weight_decay,
  };
  if (expert_optimizer === 'sgd') return sgd(student.variables, { ...options, momentum: expert_momentum });
  return adam(student.variables, {
    ...options,
    beta1: expert_momentum,
    decoupled: expert_optimizer === 'adamw',
  });
}

/** The rate of step 1 … `steps`, from `first` to nearly 0 (arXiv 1608.03983, without restarts). */
function cosine(first: number, steps: number): (step: number) => number {
  return (step) => (first * (1 + Math.cos((Math.PI * (step - 1)) / steps))) / 2;
}

async function trainingStep(
  student: Student,
  optimizer: Optimizer,
  { dataset, benchmark, tasks, classes, smoothing }: TrainingData & { readonly smoothing: number },
  indices: Int32Array,
  random: Random,
): Promise<number> {
  const loss = tidy(() => {
    const pixels = readImages(dataset, indices, benchmark.normalization, {
      augment: benchmark.trainAugmentation,
      random: () => random.uniform(),
    });
    const images = tensor4d(pixels, [indices.length, ...dataset.shape]);
    const { outputs } = student;
    const oneHot = oneHotRows(readLabels(dataset, indices), outputs);
    const labels = tensor2d(smoothed(oneHot, outputs, classes, smoothing), [indices.length, outputs]);
    const chosen =
      tasks &&
      tensor1d(
        indices.map((index) => tasks[index] as number),
        'int32',
      );
    const lossOf = () => {
      const all = student.logits(images, { training: true, ...(chosen && { tasks: chosen }) });
      const logits = classes === undefined ? all : add(all, tensor1d(otherClasses(classes, outputs)));
      return div(crossEntropySum(logits as Tensor2D, labels), indices.length) as Scalar;
    };
    return gradientStep(student.variables, optimizer, lossOf, [images, labels, ...(chosen ? [chosen] : [])]);
  });
  const value = (await loss.data())[0] as number;
  loss.dispose();
  return value;
}

/** Rows of `outputs` labels of which the share `smoothing` is spread evenly over the classes (arXiv 1512.00567). */
function smoothed(
  oneHot: Float32Array,
  outputs: number,
  classes: readonly number[] | undefined,
  smoothing: number,
): Float32Array {
  if (smoothing === 0) return oneHot;
  const among = new Float32Array(outputs).fill(classes === undefined ? smoothing / outputs : 0);
  for (const c of classes ?? []) among[c] = smoothing / (classes?.length ?? outputs);
  return oneHot.map((value, at) => (1 - smoothing) * value + (among[at % outputs] as number));
}
