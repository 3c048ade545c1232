import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { computeOn, expectAgreement, randomValues } from '../../test/on-both';
import { KernelInputError } from '../index';

const shape = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

function tensor(of: number[]): tf.Tensor {
  return tf.tensor(
    randomValues(
      of.reduce((a, b) => a * b, 1),
      11,
    ),
    of,
  );
}

describe('reductions agree with tfjs cpu within 1e-5', () => {
  test.prop([shape, fc.nat(31), fc.boolean()], { numRuns: 150 })('any axes', async (of, bits, keepDims) => {
    const axes = of.map((_, i) => i).filter((i) => bits & (1 << i));
    for (const f of [tf.sum, tf.mean, tf.max, tf.min]) {
      await expectAgreement(() => f(tensor(of), axes, keepDims));
    }
  });

  test.prop([fc.integer({ min: 1, max: 60_000 }), fc.constantFrom(1, 3, 6, 20, 33)], { numRuns: 20 })(
    'long columns',
    async (rows, columns) => {
      await expectAgreement(() => tf.sum(tensor([rows, columns]), 0));
    },
  );

  test.prop([fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70 })])(
    'softmax',
    async (rows, columns) => {
      await expectAgreement(() => tf.softmax(tf.mul(tensor([rows, columns]), 30) as tf.Tensor2D));
    },
  );
});

describe('moved elements are those of tfjs cpu', () => {
  test.prop([shape, fc.infiniteStream(fc.nat(1000))], { numRuns: 150 })(
    'transpose, slice, pad, reverse, tile',
    async (of, numbers) => {
      const draws = of.flatMap(() => [numbers.next().value as number, numbers.next().value as number]);
      const draw = (i: number, below: number) => (draws[i] as number) % below;
      const order = of.map((_, i) => i).sort((a, b) => draw(a, 97) - draw(b, 97) || a - b);
      const begin = of.map((n, i) => draw(2 * i, n));
      const sizes = of.map((n, i) => 1 + draw(2 * i + 1, n - (begin[i] as number)));
      await expectAgreement(() => tf.transpose(tensor(of), order), 0);
      await expectAgreement(() => tf.slice(tensor(of), begin, sizes), 0);
      await expectAgreement(
        () =>
          tf.pad(
            tensor(of),
            of.map((_, i) => [draw(2 * i, 3), draw(2 * i + 1, 3)] as [number, number]),
            0.5,
          ),
        0,
      );
      // tfjs cpu leaves the cropped elements of inner axes in the next rows, so the reference is a slice and a pad.
      const sides = of.map((n, i) => {
        const before = (draw(2 * i, 7) - 3) as number;
        return [before, Math.max((draw(2 * i + 1, 7) - 3) as number, -n - Math.min(0, before))] as [
          number,
          number,
        ];
      });
      const clipped = sides.map(([before, after], i) => {
        const size = of[i] as number;
        const begin = Math.min(size, Math.max(0, -before));
        const end = Math.max(begin, Math.min(size, size + after));
        return { begin, kept: end - begin, length: before + size + after, offset: Math.max(0, before) };
      });
      if (clipped.every(({ length }) => length >= 0)) {
        const expected = await computeOn('cpu', () =>
          tf.pad(
            tf.slice(
              tensor(of),
              clipped.map(({ begin }) => begin),
              clipped.map(({ kept }) => kept),
            ),
            clipped.map(({ kept, length, offset }) => [offset, length - kept - offset] as [number, number]),
            0.5,
          ),
        );
        expect(await computeOn('exmodel-wasm', () => tf.pad(tensor(of), sides, 0.5))).toEqual(expected);
      }
      await expectAgreement(
        () =>
          tf.reverse(
            tensor(of),
            of.map((_, i) => i).filter((i) => draw(i, 2) === 1),
          ),
        0,
      );
      await expectAgreement(
        () =>
          tf.tile(
            tensor(of),
            of.map((_, i) => 1 + draw(i, 3)),
          ),
        0,
      );
    },
  );

  test.prop([shape, fc.nat(4), fc.integer({ min: 1, max: 4 })])(
    'concat, gather and its gradient',
    async (of, at, count) => {
      const axis = at % of.length;
      const size = of[axis] as number;
      await expectAgreement(
        () =>
          tf.concat(
            Array.from({ length: count }, () => tensor(of)),
            axis,
          ),
        0,
      );
      const indices = Array.from({ length: 2 * count }, (_, i) => (i * 7 + at) % size);
      await expectAgreement(() => {
        const run = (x: tf.Tensor) => tf.gather(x, tf.tensor1d(indices, 'int32'), axis);
        return [run(tensor(of)), tf.grad(run)(tensor(of))];
      }, 1e-6);
    },
  );
});

test('padding int32 crops too, and refuses to crop more than there is', async () => {
  await tf.setBackend('exmodel-wasm');
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32');
  const padded = tf.pad(
    x,
    [
      [1, -1],
      [-1, 1],
    ],
    7,
  );
  expect(padded.dtype).toBe('int32');
  expect(padded.arraySync()).toEqual([
    [7, 7, 7],
    [2, 3, 7],
  ]);
  expect(() =>
    tf.pad(x, [
      [-2, -1],
      [0, 0],
    ]),
  ).toThrow(KernelInputError);
  tf.dispose([x, padded]);
});
