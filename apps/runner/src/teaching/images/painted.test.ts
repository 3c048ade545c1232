import { createBenchmark } from '@exmodel/benchmarks';
import { Random } from '@exmodel/distill';
import { describe, expect, it } from 'vitest';
import { painted } from './painted';

const normalization = { mean: [0.5, 0.4, 0.6], std: [0.2, 0.25, 0.3] };
const small = { shape: [32, 32, 3], normalization } as const;
const enlarged = { ...small, shape: [64, 64, 3], resized: { from: [32, 32, 3], fit: 'resize' } } as const;

/** Sum of absolute differences between neighbours in a row, by pixel. */
function roughness(pixels: Float32Array, width: number): number {
  let sum = 0;
  for (let i = 3; i < pixels.length; i++)
    if (Math.floor(i / 3) % width !== 0) sum += Math.abs((pixels[i] as number) - (pixels[i - 3] as number));
  return sum / pixels.length;
}

describe('painted images', () => {
  it('are as smooth as photographs that were enlarged, where the data set’s were', () => {
    const [large, sharp] = [
      painted.batch(enlarged, 20, 1),
      painted.batch({ ...enlarged, resized: undefined }, 20, 1),
    ];
    expect([large.shape, large.count, large.pixels.length]).toEqual([[64, 64, 3], 20, 20 * 64 * 64 * 3]);
    expect(roughness(large.pixels, 64)).toBeLessThan(0.7 * roughness(sharp.pixels, 64));
    const { pixels } = painted.fresh(enlarged).draw(20, Random.seeded(1, 'fresh'));
    expect(roughness(pixels, 64)).toBeLessThan(0.7 * roughness(sharp.pixels, 64));
  });

  it('stand in a black frame where the data set’s do', () => {
    const framed = { ...enlarged, shape: [36, 36, 3], resized: { from: [32, 32, 3], fit: 'pad' } } as const;
    const [{ pixels }, plain] = [painted.batch(framed, 1, 1), painted.batch(small, 1, 1)];
    const at = (row: number, column: number) => 3 * (row * 36 + column);
    expect(pixels[0]).toBeCloseTo(-0.5 / 0.2, 4);
    // Their values are those of 8-bit pixels.
    expect(Math.abs((pixels[at(2, 2)] as number) - (plain.pixels[0] as number))).toBeLessThan(0.011);
  });

  it('of a stream in its own size are painted in it', async () => {
    const options = { seed: 1, synthetic: true } as const;
    const [own, other] = await Promise.all([
      createBenchmark('split_mnist', options),
      createBenchmark('split_mnist', { ...options, imageSize: 40 }),
    ]);
    expect(own.resized).toBeUndefined();
    expect(other.resized).toEqual({ from: [28, 28, 1], fit: 'resize' });
    expect(painted.batch(own, 2, 1).pixels.length).toBe(2 * 28 * 28);
    expect(painted.batch(other, 2, 1).shape).toEqual([40, 40, 1]);
  });
});
