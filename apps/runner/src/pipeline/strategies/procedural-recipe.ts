import {
  blobs,
  deadLeaves,
  fractalNoise,
  polygons,
  type Recipe,
  scenes,
  strokes,
  textures,
} from '@exmodel/distill';

/** What is painted in place of images nobody has: handwriting-like for one channel, photograph-like for colour. */
export function proceduralRecipe(channels: number): Recipe {
  if (channels === 1) {
    return [
      [strokes, 8],
      [blobs, 1],
      [polygons, 1],
    ];
  }
  return [
    [scenes, 6],
    [deadLeaves, 2],
    [textures, 1],
    [fractalNoise, 1],
  ];
}
