import { describe, expect, it } from 'vitest';
import type { ImageBatch } from '../images';
import { Random } from '../random';
import { horizontalFlip } from './horizontal-flip';

describe('horizontalFlip', () => {
  const image: ImageBatch = { shape: [1, 2, 2], count: 1, pixels: Float32Array.of(1, 2, 3, 4) };
  it('exchanges columns, not channels', () => {
    const { pixels } = horizontalFlip(1).each(image, Random.seeded(1));
    expect(pixels).toEqual(Float32Array.of(3, 4, 1, 2));
  });
  it.each([0, 0.3, 0.5, 1])('flips with probability %d: 4000 draws within five deviations', (probability) => {
    const many: ImageBatch = {
      shape: [1, 2, 1],
      count: 4000,
      pixels: Float32Array.from({ length: 8000 }, (_, i) => i % 2),
    };
    const { pixels } = horizontalFlip(probability).each(many, Random.seeded(1));
    const flips = pixels.filter((value, i) => i % 2 === 0 && value === 1).length;
    const deviation = Math.sqrt(4000 * probability * (1 - probability));
    expect(Math.abs(flips - 4000 * probability)).toBeLessThanOrEqual(5 * deviation);
  });
  it.each([-0.1, 1.1, Number.NaN])('probability %d is refused', (probability) => {
    expect(() => horizontalFlip(probability)).toThrow(RangeError);
  });
});
