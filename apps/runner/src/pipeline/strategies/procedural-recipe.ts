import { blobs, deadLeaves, fractalNoise, polygons, type Recipe, strokes, textures } from '@exmodel/distill';

/** What is painted in place of images nobody has: handwriting-like for one channel, nature-like for colour. */
export function proceduralRecipe(channels: number): Recipe {
  if (channels === 1) {
    return [
      [strokes, 8],
      [blobs, 1],
      [polygons, 1],
    ];
  }
  return [
    [deadLeaves, 4],
    [textures, 3],
    [fractalNoise, 3],
  ];
}
