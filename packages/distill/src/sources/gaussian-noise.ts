import { type ImageShape, imageSize } from '../images';
import { requireShape } from '../option-ranges';
import type { SampleSource } from './sample-source';

/** Fresh noise from N(0, 1) in every batch, never stored, its labels unknown: `gn_ed`. */
export function gaussianNoise(shape: ImageShape): SampleSource {
  requireShape(shape);
  return {
    stateless: true,
    async *prepare() {
      return undefined;
    },
    draw(count, random) {
      return { shape, count, pixels: random.normals(count * imageSize(shape)) };
    },
  };
}
