import { imageSize } from '../images';
import { type PaintOptions, painterOf } from '../procedural/paint-images';
import type { SampleSource } from './sample-source';

/** Freshly painted images in every batch, never stored, their labels unknown. */
export function proceduralImages(options: PaintOptions): SampleSource {
  const { shape } = options;
  const paint = painterOf(options);
  return {
    stateless: true,
    async *prepare() {
      return undefined;
    },
    draw(count, random) {
      const size = imageSize(shape);
      const pixels = new Float32Array(count * size);
      for (let i = 0; i < count; i++) pixels.set(paint(random), i * size);
      return { shape, count, pixels };
    },
  };
}
