import { blobs, polygons, type Recipe, scenes, strokes } from '@exmodel/distill';

/** What painted images show: something like handwriting for one channel, like photographs for colour. */
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
