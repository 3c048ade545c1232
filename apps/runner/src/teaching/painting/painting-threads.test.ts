import { createHash } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { paintOn, paintPixels } from './painting-threads';
import { newWork, type PaintingWork, paintOrder, paintShare, partCount } from './painting-work';

const order = {
  shape: [32, 32, 1],
  normalization: { mean: [0.13], std: [0.31] },
  count: 1100,
  seed: 5,
  first: 3,
} as const;
const bitsOf = ({ buffer }: Float32Array) =>
  createHash('sha256').update(new Uint8Array(buffer)).digest('hex');
const alone = bitsOf(paintOrder(order));

afterEach(() => paintOn({ count: 1, start: () => {} }));

/** Begins the next part and never finishes it. */
function beginAndDie({ progress }: PaintingWork): void {
  Atomics.add(new Int32Array(progress), 0, 1);
}

it.each([
  ['do all of it', paintShare],
  ['die at their first part', beginAndDie],
  ['never start', () => {}],
])('the bits of one thread, where the others %s', (_, act) => {
  const start = vi.fn(act);
  paintOn({ count: 3, start });
  expect(bitsOf(paintPixels(order))).toBe(alone);
  expect(start).toHaveBeenCalledTimes(2);
});

it('the bits of one thread, where the system gives no other', () => {
  paintOn({
    count: 3,
    start: () => {
      throw new Error('ERR_WORKER_INIT_FAILED');
    },
  });
  expect(bitsOf(paintPixels(order))).toBe(alone);
});

it('no more threads than the work is worth', () => {
  const start = vi.fn(paintShare);
  paintOn({ count: 64, start });
  expect(bitsOf(paintPixels(order))).toBe(alone);
  expect(start).toHaveBeenCalledTimes(2);
  const few = { ...order, count: 40 };
  expect(bitsOf(paintPixels(few))).toBe(bitsOf(paintOrder(few)));
  expect(start).toHaveBeenCalledTimes(2);
});

it('what one thread has begun, another does not begin', () => {
  const work = newWork(order);
  beginAndDie(work);
  paintShare(work);
  const [begun, first, ...others] = new Int32Array(work.progress);
  expect([begun, first]).toEqual([partCount(order) + 1, 0]);
  expect(others.every((done) => done === 1)).toBe(true);
});
