import '../../test/setup';
import { tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classRows } from '../class-rows';
import type { ImageBatch } from '../images';
import { labelRows } from './label-rows';

const targets = tensor2d([
  [1, 5, 0],
  [2, -1, 0],
]);
const batch = (known: Partial<ImageBatch>): ImageBatch => ({
  shape: [1, 1, 1],
  count: 2,
  pixels: new Float32Array(2),
  ...known,
});
const rows = (known: Partial<ImageBatch>, allowed?: readonly (readonly number[])[]) =>
  labelRows(batch(known), targets, allowed && classRows(allowed, 3)).arraySync();
const softLabels = Float32Array.of(0.5, 0.25, 0.25, 0, 0, 1);

describe('labelRows', () => {
  it('soft labels before hard ones before argmax of the targets', () => {
    const labels = Int32Array.of(2, 2);
    expect(rows({ labels, softLabels })).toEqual([
      [0.5, 0.25, 0.25],
      [0, 0, 1],
    ]);
    expect(rows({ labels })).toEqual([
      [0, 0, 1],
      [0, 0, 1],
    ]);
    expect(rows({})).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });
  it('only allowed classes share the probability; where none is named, argmax of the targets', () => {
    const allowed = [
      [1, 2],
      [0, 1],
    ];
    expect(rows({ softLabels }, allowed)).toEqual([
      [0, 0.5, 0.5],
      [1, 0, 0],
    ]);
    expect(rows({ labels: Int32Array.of(2, 2) }, allowed)).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });
});
