import {
  type ImageDataset,
  loadImageFolder,
  type Normalization,
  readImages,
  resizeImages,
} from '@exmodel/benchmarks';
import { type ImageBatch, type ImageShape, imageSize, Random, selectImages } from '@exmodel/distill';
import { MergeError } from './merge-error';
import { mergeDefaults } from './merge-options';

const { queriedImages, queriedValues } = mergeDefaults;

/** Share of the images that is held out for the comparison; at most 500 images. */
const share = 0.2;

/**
 * The JPEG and PNG files of a folder and its subfolders, converted to the experts' input: resized, cropped to the centre, grey
 * if the experts take one channel, normalised.
 *
 * @throws MergeError There are fewer than ten images, or no normalisation is given.
 */
export async function readGivenImages(
  folder: string,
  shape: ImageShape,
  normalization: Normalization | undefined,
  seed: number,
): Promise<{ readonly learned: ImageBatch; readonly heldOut: ImageBatch }> {
  if (normalization === undefined) {
    const expected = 'the one that the experts were trained with';
    throw new MergeError(
      `--images ${folder} was given without a normalisation`,
      expected,
      'Give --mean and --std.',
    );
  }
  const [height, width, channels] = shape;
  const size = Math.max(height, width);
  const colour = resizeImages(await loadImageFolder({ folder, size, unlabelled: true }), height, width);
  if (colour.length < 10) {
    const given = `--images ${folder} holds ${colour.length} images`;
    throw new MergeError(given, 'ten or more', 'Give more, or omit --images.');
  }
  const dataset = channels === 3 ? colour : grey(colour, channels);
  // More images would teach little that is new, and they are kept in memory.
  const most = Math.min(2 * queriedImages, Math.floor(queriedValues / imageSize(shape)));
  const order = Random.seeded(seed, 'given images').permutation(dataset.length).subarray(0, most);
  const all: ImageBatch = { shape, count: order.length, pixels: readImages(dataset, order, normalization) };
  const held = Math.min(500, Math.ceil(share * all.count));
  const from = (begin: number, count: number) =>
    selectImages(
      all,
      Array.from({ length: count }, (_, i) => begin + i),
    );
  return { learned: from(held, all.count - held), heldOut: from(0, held) };
}

/** Luma, as Pillow's `convert('L')` computes it. */
function grey(colour: ImageDataset, channels: number): ImageDataset {
  if (channels !== 1) {
    const given = `the experts take images of ${channels} channels`;
    throw new MergeError(given, '1 or 3, as image files have', 'Omit --images.');
  }
  const [height, width] = colour.shape;
  return {
    ...colour,
    shape: [height, width, 1],
    label: (index) => colour.label(index),
    pixels(index) {
      const pixels = colour.pixels(index);
      return Uint8Array.from({ length: height * width }, (_, i) => {
        const [red, green, blue] = pixels.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
        return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
      });
    },
  };
}
