import {
  add,
  clipByValue,
  concat,
  div,
  gather,
  mul,
  type Scalar,
  square,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
  valueAndGrad,
  variable,
} from '@tensorflow/tfjs-core';
import type { Augmentation } from '../augmentations/augmentation';
import type { Expert } from '../expert';
import { type ImageShape, imageSize } from '../images';
import { crossEntropySum } from '../losses/cross-entropy';
import { MissingProbeError } from '../missing-probe-error';
import { adam } from '../optimizers/adam';
import { requireCount, requirePositive } from '../option-ranges';
import type { Random } from '../random';
import { batchNormPenalty } from './batch-norm-penalty';
import { blurPenalty } from './blur-penalty';
import type { SynthesisStep } from './synthesis';

/** What model inversion and data impression have in common; YAML name in brackets. */
export interface SynthesisOptions {
  readonly shape: ImageShape;
  /** Adam steps on the images [`buffer_iter`]. */
  readonly iterations: number;
  /** Of Adam, in normalised pixels [`buffer_lr`]. */
  readonly learningRate: number;
  /** Images looked at together [`buffer_mb_size`]; changes only memory, augmentation draws and batch statistics. */
  readonly batchSize: number;
  /** τ: logits are divided by it [`buffer_temperature`]. */
  readonly temperature: number;
  /** Weight of Σx² [`buffer_wd`]. */
  readonly weightDecay?: number;
  /** Weight of the blur penalty [`buffer_blur`]. */
  readonly blur?: number;
  /** Weight of the batch-norm statistics penalty [`buffer_bns`]. */
  readonly batchNorm?: number;
  /** Which batch-norm layers count [`bns_layers`]. */
  readonly batchNormLayers?: 'all' | 'last';
  /**
   * Where so many images begin, in normalised pixels [`buffer_start`]; without it N(0, 1). From painted images
   * (`proceduralImages`) they stay more different from each other, and nearer to photographs. Clipped to [−3, 3] with
   * the first step.
   */
  readonly start?: (count: number, random: Random) => Float32Array;
  /** What the expert sees instead of the bare images, drawn anew for every minibatch. */
  readonly augmentation?: Augmentation;
}

/** @throws RangeError when one of the numbers that synthesis cannot do without is out of range. */
export function requireSynthesisOptions(options: SynthesisOptions): void {
  requireCount('iterations', options.iterations);
  requireCount('batchSize', options.batchSize);
  requirePositive('learningRate', options.learningRate);
  requirePositive('temperature', options.temperature);
}

/**
 * The pixels that `count` images begin with.
 *
 * @throws RangeError when `start` gives another number of values
 */
export function startOf({ start, shape }: SynthesisOptions, count: number, random: Random): Float32Array {
  const length = count * imageSize(shape);
  if (start === undefined) return random.normals(length);
  const pixels = start(count, random);
  if (pixels.length === length) return pixels;
  throw new RangeError(
    `start gave ${pixels.length} values for ${count} images of ${shape.join('×')}; it must give ${length}. ` +
      'Give as many images as it is asked for, of the shape of the synthesis.',
  );
}

/** Pixels are kept in this range, in normalised units. */
const bound = 3;

/** Where the images begin and what the expert shall say of them. */
export interface SynthesisGoal {
  readonly count: number;
  /** count × height × width × channels pixels to start from. */
  readonly start: Float32Array;
  /** count × outputs probabilities. */
  readonly probabilities: Float32Array;
}

/**
 * Images on which `expert` says what the goal asks: gradient descent on pixels.
 *
 * Each iteration accumulates, over minibatches, the gradient of
 * L_class + weightDecay·Σx² + blur·Σ‖x − blur(x)‖ + batchNorm·L_bn, then takes one Adam step on all
 * images and clips them to [−3, 3]. L_class = Σ KL(goal ‖ softmax(z/τ)), which is the cross-entropy
 * where the goal is one-hot.
 *
 * @returns count × height × width × channels pixels
 */
export async function* synthesize(
  expert: Expert,
  goal: SynthesisGoal,
  options: SynthesisOptions,
  random: Random,
): AsyncGenerator<SynthesisStep, Float32Array> {
  const { count, probabilities } = goal;
  const { iterations, batchSize } = options;
  const outputs = probabilities.length / count;
  const goalEntropy = entropy(probabilities);
  const objective = imageObjective(expert, options, random);
  const images = tidy(() => variable(tensor4d(goal.start, [count, ...options.shape])));
  const optimizer = adam([images], { learningRate: options.learningRate });
  const gradients: Tensor4D[] = [];
  let loss: number | undefined;
  try {
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const order = random.permutation(count);
      let [lossSum, minibatch] = [0, 0];
      for (let from = 0; from < count; from += batchSize) {
        const rows = order.subarray(from, from + batchSize);
        const { value, grad } = tidy(() => {
          const wanted = tensor2d(selectRows(probabilities, outputs, rows), [rows.length, outputs]);
          const batch = gather(images as Tensor as Tensor4D, tensor1d(rows, 'int32'));
          return valueAndGrad((x) => objective(x as Tensor4D, wanted))(batch);
        });
        gradients.push(grad as Tensor4D);
        lossSum += (await value.data())[0] as number;
        value.dispose();
        minibatch = rows.length;
        if (from + batchSize < count) {
          yield { iteration, iterations, images: rows.length, loss };
        }
      }
      tidy(() => {
        const inOrder = gradients.length === 1 ? (gradients[0] as Tensor4D) : concat(gradients, 0);
        optimizer.step([gather(inOrder, tensor1d(inverse(order), 'int32'))]);
        images.assign(clipByValue(images, -bound, bound));
      });
      for (const gradient of gradients.splice(0)) gradient.dispose();
      loss = lossSum - goalEntropy;
      yield { iteration, iterations, images: minibatch, loss };
    }
    return (await images.data()) as Float32Array;
  } finally {
    for (const gradient of gradients) gradient.dispose();
    optimizer.dispose();
    images.dispose();
  }
}

/** The minibatch's loss as a function of its images. */
function imageObjective(expert: Expert, options: SynthesisOptions, random: Random) {
  const { temperature, weightDecay = 0, blur = 0, batchNorm = 0, batchNormLayers, augmentation } = options;
  return (x: Tensor4D, goal: Tensor2D): Scalar => {
    const seen = augmentation === undefined ? x : augmentation.together(x, random);
    const terms: Scalar[] = [];
    const classTerm = (logits: Tensor2D) => terms.push(crossEntropySum(div(logits, temperature), goal));
    if (batchNorm === 0) {
      classTerm(expert.logits(seen));
    } else {
      if (expert.logitsAndStatistics === undefined)
        throw new MissingProbeError('synthesis with batchNorm > 0', 'logitsAndStatistics');
      const { logits, statistics } = expert.logitsAndStatistics(seen);
      classTerm(logits);
      terms.push(mul(batchNormPenalty(statistics, batchNormLayers), batchNorm));
    }
    if (weightDecay !== 0) terms.push(mul(sum(square(x)), weightDecay));
    if (blur !== 0) terms.push(mul(blurPenalty(x), blur));
    return terms.reduce((total, term) => add(total, term));
  };
}

function selectRows(values: Float32Array, width: number, rows: Int32Array): Float32Array {
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    chosen.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return chosen;
}

/** Position of every image in `order`. */
function inverse(order: Int32Array): Int32Array {
  const positions = new Int32Array(order.length);
  order.forEach((image, position) => {
    positions[image] = position;
  });
  return positions;
}

/** Σ −p·log p, with 0·log 0 = 0. */
function entropy(probabilities: Float32Array): number {
  return probabilities.reduce((total, p) => (p > 0 ? total - p * Math.log(p) : total), 0);
}
