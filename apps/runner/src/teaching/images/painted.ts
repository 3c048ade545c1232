import { type ImageBatch, proceduralImages, type SampleSource } from '@exmodel/distill';
import { paintPixels } from '../painting/painting-threads';
import { proceduralRecipe } from '../painting/procedural-recipe';
import type { ImageFormat, SeedImages } from './image-kind';
import { resizedAs } from './resized-as';

/**
 * Images painted from the seed: strokes for one channel, scenes for colour. They are painted in the size that the data set's images have
 * and resized like these: an enlarged photograph is smooth, and so are they.
 */
export const painted = {
  from: 'seed',
  needsNormalization: true,
  name: 'painted',
  strategy: 'procedural_ed',
  revision: 3,
  images: 'freshly painted images',
  remark: 'the targets of the others here, the images of consensus_ed',
  /** @param first number of the first image: many can be painted part by part */
  batch(format: ImageFormat, count: number, seed: number, first = 0): ImageBatch {
    const shape = format.resized?.from ?? format.shape;
    const pixels = paintPixels({ shape, normalization: normalizationOf(format), count, seed, first });
    return resizedAs(format, { shape, count, pixels });
  },
  fresh(format: ImageFormat): SampleSource {
    const source = proceduralImages({
      recipe: proceduralRecipe(format.shape[2]),
      shape: format.resized?.from ?? format.shape,
      normalization: normalizationOf(format),
    });
    return { ...source, draw: (count, random) => resizedAs(format, source.draw(count, random)) };
  },
} satisfies SeedImages;

/** Pixels of freshly painted images, for a synthesis to start from. */
export function paintedStart(format: ImageFormat) {
  const source = painted.fresh(format);
  return (count: number, random: Parameters<typeof source.draw>[1]) => source.draw(count, random).pixels;
}

function normalizationOf({ normalization }: ImageFormat) {
  if (normalization === undefined) {
    throw new RangeError(
      'images cannot be painted without a normalization; give the one that the experts were trained with.',
    );
  }
  return normalization;
}
