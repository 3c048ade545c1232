import { type ImageBatch, type ImageShape, imageSize } from '../images';
import { requireCount, requireFinite, requirePositive, requireShape, requireWhole } from '../option-ranges';
import { Random } from '../random';
import type { Painter } from './painter';

/** How pixel values become a model's input, per channel: (value − mean) / std. */
export interface PixelNormalization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Painters and how often each one's turn comes: shares > 0 of any sum. */
export type Recipe = readonly (readonly [painter: Painter, share: number])[];

export interface PaintOptions {
  readonly recipe: Recipe;
  readonly shape: ImageShape;
  /** That of the images which the experts were trained on; values before it are 0 … 1. */
  readonly normalization: PixelNormalization;
}

/**
 * Images painted from a seed, unlabelled: their whole description is this call. Image i depends on the seed
 * and on i only, so fewer or more of them begin alike, and many can be painted part by part.
 *
 * @param options.first number of the first image; default 0
 * @throws RangeError when a number is out of range, the recipe is empty, a share is not above 0, or the normalization does not have
 * a mean and a standard deviation above 0 for every channel.
 */
export function paintImages(
  options: PaintOptions & {
    readonly count: number;
    readonly seed: number;
    readonly first?: number | undefined;
  },
): ImageBatch {
  const { shape, count, seed, first = 0 } = options;
  requireCount('count', count);
  requireWhole('first', first);
  const paint = painterOf(options);
  const size = imageSize(shape);
  const pixels = new Float32Array(count * size);
  for (let i = 0; i < count; i++) pixels.set(paint(Random.seeded(seed, 'procedural', first + i)), i * size);
  return { shape, count, pixels };
}

/** One normalised image after the other, each by a painter drawn by its share. */
export function painterOf({ recipe, shape, normalization }: PaintOptions): (random: Random) => Float32Array {
  const { mean, std } = normalization;
  const channels = shape[2];
  requireShape(shape);
  if (recipe.length === 0)
    throw new RangeError('an empty recipe was given; it needs at least one painter. Add [strokes, 1].');
  for (const [, share] of recipe) requirePositive('share', share);
  if (mean.length !== channels || std.length !== channels) {
    throw new RangeError(
      `a normalization of ${mean.length} means and ${std.length} deviations was given for images of ${channels} ` +
        'channels; it needs one of each for every channel. Give that of the images which the experts were trained on.',
    );
  }
  for (const value of mean) requireFinite('a mean of', value);
  for (const value of std) requirePositive('a std of', value);
  const total = recipe.reduce((sum, [, share]) => sum + share, 0);
  return (random) => {
    let left = random.uniform() * total;
    const chosen = recipe.find(([, share]) => {
      left -= share;
      return left < 0;
    });
    const [painter] = chosen ?? (recipe.at(-1) as Recipe[number]);
    const painted = painter(shape, random);
    const out = new Float32Array(painted.length);
    for (let i = 0; i < out.length; i++) {
      const channel = i % channels;
      out[i] = ((painted[i] as number) - (mean[channel] as number)) / (std[channel] as number);
    }
    return out;
  };
}
