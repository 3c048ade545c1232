import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { computeOn, expectAgreement } from '../../test/on-both';
import type { WasmBackend } from '../index';

test.prop([
  fc.array(fc.integer({ min: -2, max: 12 }), { maxLength: 40 }),
  fc.integer({ min: 2, max: 10 }),
  fc.constantFrom('float32' as const, 'int32' as const),
])('oneHot agrees with tfjs cpu', async (indices, depth, dtype) => {
  const make = () => tf.oneHot(tf.tensor1d(indices, 'int32'), depth, 3, -1, dtype);
  await expectAgreement(make, 0);
  if (indices.length > 1) await expectAgreement(() => tf.oneHot([indices, indices], depth), 0);
});

test('oneHot writes to the heap', async () => {
  await computeOn('exmodel-wasm', () => {
    const { data, native } = tf.backend() as WasmBackend;
    const rows = tf.oneHot([0, 2], 3, 1, 0, 'float32');
    expect((data.get(rows.dataId).values as Float32Array).buffer).toBe(native.memory.buffer);
    return rows;
  });
});
