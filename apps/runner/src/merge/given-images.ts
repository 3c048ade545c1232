import { CorruptFileError, type ImageDataset, readImages } from '@exmodel/benchmarks';
import { type ImageBatch, type ImageShape, imageSize, Random, takeTurn } from '@exmodel/distill';
import { asInput } from './as-input';
import { MergeError } from './merge-error';
import { mergeDefaults } from './merge-options';
import type { MergePlan } from './merge-plan';
import { sliceImages } from './slice-images';

const { queriedImages, queriedValues } = mergeDefaults;

/** Share of the images that is held out for the comparison; at most 500 images. */
const share = 0.2;

export interface GivenImages {
  /** Images to learn from, and others to compare on. */
  readonly learned: ImageBatch;
  readonly heldOut: ImageBatch;
  /** Where those to learn from are smaller than the experts' images: up to so many of them in full size. */
  readonly inFullSize?: (count: number) => Promise<ImageBatch>;
  /** Files that were left out, because they are no images or cannot be read. */
  readonly skipped: readonly string[];
}

/** The user's image files, wherever they are. */
export interface ImageFiles {
  /** What messages call them: `--images photos`. */
  readonly given: string;
  /**
   * In colours, squares of the side {@link sideOf}. `pixels` throws a CorruptFileError for a file that cannot be read.
   */
  readonly images: ImageDataset;
  /** Stop at a file that cannot be read. */
  readonly strict: boolean;
  /** How many bytes the images may take when they are read; default 256 MB. */
  readonly bytes?: number;
}

/** Side of the squares that are cut out of the user's images, in pixels. */
export function sideOf([height, width]: ImageShape): number {
  return Math.max(height, width);
}

/**
 * Images as the experts take them: resized, those to learn from to the size on which the student is taught; grey if the experts take one channel; normalised. They are taken in an order that the seed gives, up to as
 * many as a merge can use.
 *
 * @throws MergeError There are fewer than ten images, or no normalisation is given.
 * @throws CorruptFileError with `strict`, an image is damaged or too large.
 * @throws AbortError when the signal is aborted
 */
export async function takeImages(
  { given, images, strict, bytes = 4 * queriedValues }: ImageFiles,
  { shape, taught = shape, normalization }: Pick<MergePlan, 'shape' | 'taught' | 'normalization'>,
  seed: number,
  signal?: AbortSignal,
): Promise<GivenImages> {
  if (normalization === undefined) {
    const expected = 'the one that the experts were trained with';
    throw new MergeError(`${given} was given without a normalisation`, expected, 'Give --mean and --std.');
  }
  const dataset = asInput(images, taught, '--images');
  // More images would teach little that is new, and they are kept in memory.
  const most = Math.min(2 * queriedImages, Math.floor(bytes / 4 / imageSize(taught)));
  const order = Random.seeded(seed, 'given images').permutation(dataset.length);
  const pixels = new Float32Array(Math.min(most, order.length) * imageSize(taught));
  const damaged: string[] = [];
  const read: number[] = [];
  for (const index of order) {
    if (read.length === most) break;
    await takeTurn(signal);
    try {
      pixels.set(readImages(dataset, [index], normalization), read.length * imageSize(taught));
      read.push(index);
    } catch (error) {
      if (strict || !(error instanceof CorruptFileError)) throw error;
      damaged.push(error.path);
    }
  }
  const count = read.length;
  if (count < 10) {
    const unread =
      damaged.length === 0 ? '' : ` and ${damaged.length} files that cannot be read, such as ${damaged[0]}`;
    const found = `${given} holds ${count} images${unread}`;
    throw new MergeError(found, 'ten or more', 'Give more, or omit --images.');
  }
  const all: ImageBatch = { shape: taught, count, pixels: pixels.subarray(0, count * imageSize(taught)) };
  const held = Math.min(500, Math.ceil(share * count));
  const others = { learned: sliceImages(all, count - held, held), skipped: damaged.sort() };
  if (taught === shape) return { ...others, heldOut: sliceImages(all, held) };
  const whole = asInput(images, shape, '--images');
  const inFullSize = async (indices: readonly number[]): Promise<ImageBatch> => {
    const wholePixels = new Float32Array(indices.length * imageSize(shape));
    for (const [i, index] of indices.entries()) {
      await takeTurn(signal);
      wholePixels.set(readImages(whole, [index], normalization), i * imageSize(shape));
    }
    return { shape, count: indices.length, pixels: wholePixels };
  };
  return {
    ...others,
    heldOut: await inFullSize(read.slice(0, held)),
    inFullSize: (most) => inFullSize(read.slice(held, held + most)),
  };
}
