import { blobs, polygons, type Recipe, scenes, strokes } from '@exmodel/distill/painting';

/** What painted images show: lines and filled shapes, something like handwriting and silhouettes, for one channel, and scenes, something like photographs, for colour. */
export function proceduralRecipe(channels: number): Recipe {
  if (channels === 1) {
    return [
      [strokes, 1],
      [blobs, 1],
      [polygons, 1],
    ];
  }
  return [[scenes, 1]];
}
