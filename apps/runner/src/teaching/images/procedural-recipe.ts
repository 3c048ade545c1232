import { blobs, polygons, type Recipe, scenes, strokes } from '@exmodel/distill';

/** What is painted in place of images nobody has: handwriting-like for one channel, photograph-like for colour. */
export function proceduralRecipe(channels: number): Recipe {
  if (channels === 1) {
    return [
      [strokes, 8],
      [blobs, 1],
      [polygons, 1],
    ];
  }
  return [[scenes, 1]];
}
