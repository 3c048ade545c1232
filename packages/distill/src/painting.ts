export type { ImageBatch, ImageShape } from './images';
export { blobs } from './procedural/blobs';
export { deadLeaves } from './procedural/dead-leaves';
export { fractalNoise } from './procedural/fractal-noise';
export {
  type PaintOptions,
  type PixelNormalization,
  paintImages,
  type Recipe,
} from './procedural/paint-images';
export type { Painter } from './procedural/painter';
export { polygons } from './procedural/polygons';
export { scenes } from './procedural/scenes';
export { strokes } from './procedural/strokes';
export { textures } from './procedural/textures';
export { Random, type RandomState } from './random';
