import '../../test/setup';
import { tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ImageBatch } from '../images';
import { Random } from '../random';
import { rotated, rotation } from './rotation';

describe('rotation', () => {
  it('by 90° is exact and counter-clockwise, by 180° both axes reversed', () => {
    const image = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    expect([...rotated(image, 90).dataSync()]).toEqual([2, 4, 1, 3]);
    expect([...rotated(image, -90).dataSync()]).toEqual([3, 1, 4, 2]);
    expect([...rotated(image, 180).dataSync()]).toEqual([4, 3, 2, 1]);
    expect([...rotated(image, 0).dataSync()]).toEqual([1, 2, 3, 4]);
  });

  it('the angle is uniform in ±30°: Kolmogorov and Smirnov’s distance of 2000 draws', () => {
    const [size, middle, count] = [81, 40, 2000];
    /** Every pixel says where it lies from the centre: right, down. */
    const image = Float32Array.from({ length: size * size * 2 }, (_, i) => {
      const pixel = i >> 1;
      return (i % 2 === 0 ? pixel % size : Math.floor(pixel / size)) - middle;
    });
    const batch: ImageBatch = { shape: [size, size, 2], count: 1, pixels: image };
    const [turn, random] = [rotation(30), Random.seeded(1)];
    // A pixel to the right of the centre comes from the angle's direction: y points down.
    const at = (middle * size + middle + 39) * 2;
    const angles = Array.from({ length: count }, () => {
      const { pixels } = turn.each(batch, random);
      return (Math.atan2(pixels[at + 1] as number, pixels[at] as number) * 180) / Math.PI;
    }).sort((a, b) => a - b);
    const distance = Math.max(...angles.map((angle, i) => Math.abs((i + 0.5) / count - (angle + 30) / 60)));
    // 1.95/√n has p = 0.001; the nearest pixel hides up to 0.75° of 60°.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(count) + 0.75 / 60);
    expect((angles[0] as number) + 30).toBeGreaterThan(-0.8);
    expect((angles.at(-1) as number) - 30).toBeLessThan(0.8);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('%d degrees are refused', (degrees) => {
    expect(() => rotation(degrees)).toThrow(RangeError);
  });
});
