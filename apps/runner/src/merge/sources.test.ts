import type { ImageShape } from '@exmodel/distill';
import { expect, it } from 'vitest';
import { mergeSource } from './sources';

const normalization = { mean: [0.5], std: [0.5] };
const atOnce = { training: 13, inference: 50, estimation: 20, synthesis: 25 };

/** Painted and drawn images. */
function counts(name: 'procedural' | 'drawn', shape: ImageShape, effort: number): readonly number[] {
  const { queried } = mergeSource(name, { hasImages: false, canDraw: true, normalization });
  const context = { ...{ shape, effort, atOnce, images: undefined }, iterations: Math.round(3000 * effort) };
  return [queried?.count(context) ?? 0, queried?.drawn?.(context) ?? 0];
}

it('a share of the work has that share of small images', () => {
  const shape = [32, 32, 3] as const;
  expect(counts('procedural', shape, 1)).toEqual([5000, 0]);
  expect(counts('procedural', shape, 0.2)).toEqual([1000, 0]);
  expect(counts('drawn', shape, 1)).toEqual([2500, 2500]);
  expect(counts('drawn', shape, 0.2)).toEqual([500, 500]);
});

it('of large images, of which few are kept, as many are painted as are learned from ten times', () => {
  const shape = [224, 224, 3] as const;
  expect(counts('procedural', shape, 1)).toEqual([425, 0]);
  expect(counts('procedural', shape, 0.04)).toEqual([156, 0]);
  expect(counts('drawn', shape, 1)).toEqual([213, 212]);
  // No more together than fit the memory.
  expect(counts('drawn', shape, 0.2)).toEqual([383, 42]);
  expect(counts('drawn', shape, 0.04)).toEqual([156, 8]);
});
