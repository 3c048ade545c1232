import { relative } from 'node:path';
import { CorruptFileError, loadImageFolder, type Normalization, readImages } from '@exmodel/benchmarks';
import { type ImageBatch, type ImageShape, imageSize, Random, takeTurn } from '@exmodel/distill';
import { asInput } from './as-input';
import { MergeError } from './merge-error';
import { mergeDefaults } from './merge-options';
import { sliceImages } from './slice-images';

const { queriedImages, queriedValues } = mergeDefaults;

/** Share of the images that is held out for the comparison; at most 500 images. */
const share = 0.2;

/** A folder of images, and how to read it. */
export interface GivenFolder {
  readonly folder: string;
  /** Stop at a file that is no image. */
  readonly strict: boolean;
}

export interface GivenImages {
  /** Images to learn from, and others to compare on. */
  readonly learned: ImageBatch;
  readonly heldOut: ImageBatch;
  /** Files that were left out, because they are no images or cannot be read; relative to the folder. */
  readonly skipped: readonly string[];
}

/**
 * The JPEG and PNG files of a folder and its subfolders, converted to the experts' input: resized, cropped to the centre, grey
 * if the experts take one channel, normalised.
 *
 * @throws MergeError There are fewer than ten images, or no normalisation is given; with `strict`, there is something else.
 * @throws CorruptFileError with `strict`, an image is damaged or too large.
 * @throws AbortError when the signal is aborted
 */
export async function readGivenImages(
  { folder, strict }: GivenFolder,
  shape: ImageShape,
  normalization: Normalization | undefined,
  seed: number,
  signal?: AbortSignal,
): Promise<GivenImages> {
  if (normalization === undefined) {
    const expected = 'the one that the experts were trained with';
    throw new MergeError(
      `--images ${folder} was given without a normalisation`,
      expected,
      'Give --mean and --std.',
    );
  }
  const files = await loadImageFolder({ folder, size: Math.max(shape[0], shape[1]), unlabelled: true });
  const [other] = files.others;
  if (strict && other !== undefined) {
    const given = `--images ${folder} holds ${relative(folder, other)}`;
    throw new MergeError(given, 'nothing but .jpg, .jpeg and .png files', 'Remove it, or omit --strict.');
  }
  const dataset = asInput(files, shape, '--images');
  // More images would teach little that is new, and they are kept in memory.
  const most = Math.min(2 * queriedImages, Math.floor(queriedValues / imageSize(shape)));
  const order = Random.seeded(seed, 'given images').permutation(dataset.length);
  const pixels = new Float32Array(Math.min(most, order.length) * imageSize(shape));
  const damaged: string[] = [];
  let count = 0;
  for (const index of order) {
    if (count === most) break;
    await takeTurn(signal);
    try {
      pixels.set(readImages(dataset, [index], normalization), count * imageSize(shape));
      count++;
    } catch (error) {
      if (strict || !(error instanceof CorruptFileError)) throw error;
      damaged.push(error.path);
    }
  }
  if (count < 10) {
    const unread =
      damaged.length === 0 ? '' : ` and ${damaged.length} files that are none, such as ${damaged[0]}`;
    const given = `--images ${folder} holds ${count} images${unread}`;
    throw new MergeError(given, 'ten or more', 'Give more, or omit --images.');
  }
  const all: ImageBatch = { shape, count, pixels: pixels.subarray(0, count * imageSize(shape)) };
  const skipped = [...files.others, ...damaged.sort()].map((path) => relative(folder, path));
  const held = Math.min(500, Math.ceil(share * all.count));
  return { learned: sliceImages(all, all.count - held, held), heldOut: sliceImages(all, held), skipped };
}
