import { type ImageBatch, paintImages, proceduralImages } from '@exmodel/distill';
import type { ImageFormat, SeedImages } from './image-kind';
import { proceduralRecipe } from './procedural-recipe';

/** Images painted from the seed: strokes for one channel, scenes for colour. */
export const painted = {
  from: 'seed',
  needsNormalization: true,
  name: 'painted',
  strategy: 'procedural_ed',
  revision: 2,
  images: 'freshly painted images',
  remark: 'the targets of the others here, the images of consensus_ed',
  /** @param first number of the first image: many can be painted part by part */
  batch: (format: ImageFormat, count: number, seed: number, first = 0): ImageBatch =>
    paintImages({ ...paintOptions(format), count, seed, first }),
  fresh: (format: ImageFormat) => proceduralImages(paintOptions(format)),
} satisfies SeedImages;

/** Pixels of freshly painted images, for a synthesis to start from. */
export function paintedStart(format: ImageFormat) {
  const source = painted.fresh(format);
  return (count: number, random: Parameters<typeof source.draw>[1]) => source.draw(count, random).pixels;
}

function paintOptions({ shape, normalization }: ImageFormat) {
  if (normalization === undefined) {
    throw new RangeError(
      'images cannot be painted without a normalization; give the one that the experts were trained with.',
    );
  }
  return { recipe: proceduralRecipe(shape[2]), shape, normalization };
}
