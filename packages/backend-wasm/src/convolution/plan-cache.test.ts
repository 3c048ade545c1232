import { backend_util } from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { acquireNative, releaseNative } from '../native/native';
import { PlanCache } from './plan-cache';

test('a plan of several phases that runs out of memory leaves nothing behind', () => {
  const native = acquireNative();
  const { heap } = native;
  const info = backend_util.computeConv2DInfo([1, 9, 9, 2], [3, 3, 2, 4], 2, 1, 'same');
  const before = heap.held;
  const allocate = heap.allocate.bind(heap);
  let calls = 0;
  vi.spyOn(heap, 'allocate').mockImplementation((bytes) => {
    calls += 1;
    if (calls === 3) throw new Error('full');
    return allocate(bytes);
  });
  const cache = new PlanCache(native);
  expect(() => cache.backward(info)).toThrow('full');
  expect(heap.held).toBe(before);
  vi.restoreAllMocks();
  expect(cache.backward(info).plans).toHaveLength(4);
  releaseNative(native);
});
