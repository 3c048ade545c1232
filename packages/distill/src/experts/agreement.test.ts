import '../../test/setup';
import { memory, type Tensor2D, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { agreement } from './agreement';

const images = { shape: [1, 1, 1] as const, count: 4, pixels: Float32Array.of(0, 1, 2, 3) };
/** The logits of image i are row i. */
const table = (rows: readonly number[][]) => ({
  logits: (batch: Tensor4D): Tensor2D =>
    tensor2d([...batch.dataSync()].map((image) => rows[image] as number[])),
});
const rows = [
  [3, 1, 9],
  [1, 3, 0],
  [1, 3, 0],
  [3, 1, 0],
];
const student = table(rows);
const expert = {
  classes: [0, 1],
  ...table([
    [2, 1, 0],
    [2, 1, 0],
    [1, 2, 0],
    [2, 1, 0],
  ]),
};

it.each([1, 3, 250])(
  'counts where both choose the same of the expert’s classes, %i at once',
  async (batchSize) => {
    const before = memory().numTensors;
    expect(await agreement(student, expert, images, { batchSize })).toEqual({ images: 4, same: 3 });
    // The student gives the first image to another's class.
    const unlabelled = { batchSize, unlabelled: true };
    expect(await agreement(student, expert, images, unlabelled)).toEqual({ images: 3, same: 2 });
    expect(memory().numTensors).toBe(before);
  },
);

it('refuses logits that are no numbers, and ends when it is told to', async () => {
  const broken = table(rows.map(() => [Number.NaN, 0, 0]));
  await expect(agreement(broken, expert, images)).rejects.toThrow(/logits to compare are NaN/);
  const signal = AbortSignal.abort();
  await expect(agreement(student, expert, images, { signal })).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
});

it.each([
  [[2, 3], 2, 2, /classes \[2, 3\].*outputs 0 to 1/],
  [[7, 9], 4, 4, /classes \[7, 9\].*outputs 0 to 3/],
  [[], 4, 4, /classes \[\].*at least one class/],
  [[0, 1], 2, 4, /classes \[0, 1\] gave logits of shape \[4, 2\].*\[4, 4\]/],
  [[0, 1], 4, 2, /classes \[0, 1\] gave logits of shape \[4, 4\].*\[4, 2\]/],
])(
  'refuses an expert of classes %j and %i outputs beside a student of %i',
  async (classes, width, outputs, message) => {
    const wide = (columns: number) => table(rows.map(() => Array(columns).fill(0)));
    const before = memory().numTensors;
    const compared = agreement(wide(outputs), { classes, ...wide(width) }, images);
    await expect(compared).rejects.toThrow(RangeError);
    await expect(compared).rejects.toThrow(message);
    expect(memory().numTensors).toBe(before);
  },
);

it.each([0, -1, 1.5, Number.NaN])('refuses batches of %d images', async (batchSize) => {
  await expect(agreement(student, expert, images, { batchSize })).rejects.toThrow(`batchSize ${batchSize}`);
});
