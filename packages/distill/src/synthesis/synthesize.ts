import {
  clipByValue,
  concat,
  gather,
  type Scalar,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
  valueAndGrad,
  variable,
} from '@tensorflow/tfjs-core';
import { DivergedError } from '../diverged-error';
import type { Expert } from '../expert';
import { freedOnError } from '../freed-on-error';
import { selectImages } from '../images';
import { adam } from '../optimizers/adam';
import type { OptimizerState } from '../optimizers/optimizer';
import type { Random } from '../random';
import { allFinite, refuseDivergedTeaching } from '../refuse-diverged';
import { repeated } from '../repeated';
import type { Place } from '../state';
import { imageObjective } from './image-objective';
import type { SynthesisStep } from './synthesis';
import { type SynthesisOptions, startPixels } from './synthesis-options';

/** Pixels are kept in this range, in normalised units. */
const bound = 3;

/** What the expert's softmax should be on the images. */
export interface SynthesisGoal {
  readonly count: number;
  /** count × outputs probabilities. */
  readonly probabilities: Float32Array;
}

/** Where a synthesis stands: after `iterations` whole ones, and some minibatches of the next. */
export interface SynthesisState {
  readonly iterations: number;
  readonly pixels: Float32Array;
  readonly optimizer: OptimizerState;
  /** Of the last whole iteration. */
  readonly loss?: number;
  /** Of the iteration that has begun: the order of its images, and the gradients and summed loss of its minibatches so far. */
  readonly begun?: {
    readonly order: Int32Array;
    readonly gradients: readonly Float32Array[];
    readonly loss: number;
  };
}

/**
 * Images on which the expert's softmax is near the goal: gradient descent on pixels.
 *
 * Each iteration accumulates, over minibatches, the gradient of the {@link imageObjective}, then takes one Adam step on all
 * images and clips them to [−3, 3]. L_class = Σ KL(goal ‖ softmax(z/τ)), which is the cross-entropy
 * where the goal is one-hot.
 *
 * @returns count × height × width × channels pixels
 * @throws DivergedError at the first loss that is not finite, for pixels that are not in the end, and where it is the expert's fault
 */
export async function* synthesize(
  expert: Expert,
  { count, probabilities }: SynthesisGoal,
  options: SynthesisOptions,
  random: Random,
  place: Place<SynthesisState> = {},
): AsyncGenerator<SynthesisStep, Float32Array> {
  const { iterations, batchSize, shape } = options;
  const { from } = place;
  const outputs = probabilities.length / count;
  const goalEntropy = entropy(probabilities);
  const objective = imageObjective(expert, options, random);
  const startingPixels = from?.pixels.slice() ?? startPixels(options, count, random);
  const images = tidy(() => variable(tensor4d(startingPixels, [count, ...shape])));
  const optimizer = adam([images], { learningRate: options.learningRate });
  let iteration = from?.iterations ?? 0;
  let loss = from?.loss;
  let order = from?.begun?.order;
  let lossSum = from?.begun?.loss ?? 0;
  const gradients: Tensor4D[] = [];
  place.now = async () => ({
    iterations: iteration,
    pixels: await values(images),
    optimizer: await optimizer.state(),
    ...(loss !== undefined && { loss }),
    ...(order && {
      begun: { order: order.slice(), gradients: await Promise.all(gradients.map(values)), loss: lossSum },
    }),
  });
  try {
    if (from !== undefined) optimizer.restore(from.optimizer);
    for (const values of from?.begun?.gradients ?? [])
      gradients.push(tensor4d(values.slice(), [values.length / (images.size / count), ...shape]));
    while (iteration < iterations) {
      order ??= random.permutation(count);
      for (let first = gradients.length * batchSize; first < count; first += batchSize) {
        const rows = order.subarray(first, first + batchSize);
        const [value, grad] = tidy(() => {
          const wanted = tensor2d(selectRows(probabilities, outputs, rows), [rows.length, outputs]);
          const batch = gather(images as Tensor as Tensor4D, tensor1d(rows, 'int32'));
          const lossAndGradient = () => {
            const { value, grad } = freedOnError(() =>
              valueAndGrad((x) => objective(x as Tensor4D, wanted))(batch),
            );
            return [value, grad];
          };
          // An augmentation is drawn anew each time.
          return options.augmentation === undefined
            ? repeated(objective, [batch, wanted], lossAndGradient)
            : lossAndGradient();
        }) as [Scalar, Tensor4D];
        gradients.push(grad);
        const minibatchLoss = (await value.data())[0] as number;
        value.dispose();
        if (!Number.isFinite(minibatchLoss)) {
          const all = { shape, count, pixels: await values(images) };
          if (allFinite(all.pixels)) await refuseDivergedTeaching(expert, selectImages(all, rows));
          throw diverged(`loss is ${minibatchLoss} in`, iteration + 1, iterations);
        }
        lossSum += minibatchLoss;
        if (first + batchSize < count)
          yield { iteration: iteration + 1, iterations, images: rows.length, loss };
      }
      const positions = inverse(order);
      tidy(() => {
        const inOrder = gradients.length === 1 ? (gradients[0] as Tensor4D) : concat(gradients, 0);
        optimizer.step([gather(inOrder, tensor1d(positions, 'int32'))]);
        images.assign(clipByValue(images, -bound, bound));
      });
      const lastRows = count - (gradients.length - 1) * batchSize;
      for (const gradient of gradients.splice(0)) gradient.dispose();
      loss = lossSum - goalEntropy;
      [order, lossSum] = [undefined, 0];
      iteration += 1;
      yield { iteration, iterations, images: lastRows, loss };
    }
    const pixels = (await images.data()) as Float32Array;
    if (!allFinite(pixels)) throw diverged('pixels are NaN or infinite after', iterations, iterations);
    return pixels;
  } finally {
    for (const gradient of gradients) gradient.dispose();
    optimizer.dispose();
    images.dispose();
  }
}

function diverged(what: string, step: number, iterations: number): DivergedError {
  const found = `the synthesis's ${what} iteration ${step} of ${iterations}`;
  return new DivergedError('synthesis', found, { step });
}

async function values(tensor: Tensor): Promise<Float32Array> {
  return (await tensor.data<'float32'>()).slice();
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
