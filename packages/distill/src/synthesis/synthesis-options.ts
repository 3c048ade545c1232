import type { Augmentation } from '../augmentations/augmentation';
import { type ImageShape, imageSize } from '../images';
import { requireCount, requirePositive, requireShape } from '../option-ranges';
import type { Random } from '../random';

/** What model inversion and data impression have in common; YAML name in brackets. */
export interface SynthesisOptions {
  readonly shape: ImageShape;
  /** Adam steps on the images [`buffer_iter`]. */
  readonly iterations: number;
  /** Of Adam, in normalised pixels [`buffer_lr`]. */
  readonly learningRate: number;
  /** Images that go through the expert together [`buffer_mb_size`]; changes only memory, augmentation draws and batch statistics. */
  readonly batchSize: number;
  /** τ: logits are divided by it [`buffer_temperature`]. */
  readonly temperature: number;
  /** Weight of Σx² [`buffer_wd`]. */
  readonly weightDecay?: number | undefined;
  /** Weight of the blur penalty [`buffer_blur`]. */
  readonly blur?: number | undefined;
  /** Weight of the batch-norm statistics penalty [`buffer_bns`]. */
  readonly batchNorm?: number | undefined;
  /** Which batch-norm layers count [`bns_layers`]. */
  readonly batchNormLayers?: 'all' | 'last' | undefined;
  /**
   * Where so many images begin, in normalised pixels [`buffer_start`]; without it N(0, 1). From painted images
   * (`proceduralImages`) they stay more different from each other, and nearer to photographs. Clipped to [−3, 3] with
   * the first step.
   */
  readonly start?: ((count: number, random: Random) => Float32Array) | undefined;
  /** What the expert is given instead of the bare images, drawn anew for every minibatch. */
  readonly augmentation?: Augmentation | undefined;
}

/** @throws RangeError when one of the numbers that synthesis cannot do without is out of range. */
export function requireSynthesisOptions(options: SynthesisOptions): void {
  requireShape(options.shape);
  requireCount('iterations', options.iterations);
  requireCount('batchSize', options.batchSize);
  requirePositive('learningRate', options.learningRate);
  requirePositive('temperature', options.temperature);
}

/**
 * The pixels that `count` images begin with: count × height × width × channels.
 *
 * @throws RangeError when `start` gives another number of values
 */
export function startPixels(
  { start, shape }: Pick<SynthesisOptions, 'start' | 'shape'>,
  count: number,
  random: Random,
): Float32Array {
  const length = count * imageSize(shape);
  if (start === undefined) return random.normals(length);
  const pixels = start(count, random);
  if (pixels.length === length) return pixels;
  throw new RangeError(
    `start gave ${pixels.length} values for ${count} images of ${shape.join('×')}; it must give ${length}. ` +
      'Give as many images as it is asked for, of the shape of the synthesis.',
  );
}
