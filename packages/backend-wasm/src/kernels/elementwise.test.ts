import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { expectAgreement, normal, valueAndGradients } from '../../test/both-backends';

const size = fc.integer({ min: 1, max: 9 });

describe('matMul and both its gradients', () => {
  const sizes = fc.record({
    batch: fc.constantFrom([], [1], [3], [2, 2]),
    m: fc.constantFrom(1, 3, 8, 33),
    k: fc.constantFrom(1, 5, 64),
    n: fc.constantFrom(1, 4, 10, 17),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  });
  test.prop([sizes], { numRuns: 40 })('agree with tfjs cpu to 1e-5', async (given) => {
    const { batch, m, k, n, transposeA, transposeB } = given;
    await expectAgreement(() =>
      valueAndGradients(
        (a, b) => tf.matMul(a, b, transposeA, transposeB),
        [
          normal([...batch, ...(transposeA ? [k, m] : [m, k])], 1),
          normal([...batch, ...(transposeB ? [n, k] : [k, n])], 2),
        ],
      ),
    );
  });
});

describe('matMul of one matrix with many', () => {
  test('agrees with tfjs cpu, on either side: the blur of a batch of images', async () => {
    await expectAgreement(() => [
      tf.matMul(normal([5, 32, 24], 1), normal([24, 40], 2)),
      tf.matMul(normal([32, 32], 1), normal([5, 32, 40], 2)),
      tf.matMul(normal([1, 32, 32], 1), normal([5, 40, 32], 2), true, true),
      tf.matMul(normal([2, 3, 20, 20], 1), normal([1, 3, 20, 30], 2)),
    ]);
  });
});

describe('elementwise operations with a vector of channels', () => {
  const operations = { add: tf.add, sub: tf.sub, mul: tf.mul };
  const names = fc.constantFrom<(keyof typeof operations)[]>('add', 'sub', 'mul');
  test.prop([names, fc.tuple(size, size, size, size), fc.boolean(), fc.constantFrom(1, 2, 4)], {
    numRuns: 40,
  })(
    'agree with tfjs cpu, on either side, whatever the ranks',
    async (name, shape, vectorFirst, vectorRank) => {
      const vector = [1, 1, 1, shape[3]].slice(4 - vectorRank);
      const shapes = vectorFirst ? [vector, shape] : [shape, vector];
      await expectAgreement(() =>
        valueAndGradients(
          (a, b) => operations[name](a as tf.Tensor, b as tf.Tensor),
          shapes.map((each, seed) => normal(each, seed)),
        ),
      );
    },
  );
});

describe('tanh', () => {
  test('agrees with tfjs cpu to 3e-7, extremes and NaN included', async () => {
    const values = [0, -0, 1e-6, 0.3, -0.7, 5, -9, 50, -1e30, Number.POSITIVE_INFINITY, Number.NaN];
    await expectAgreement(() => [tf.tanh(tf.tensor1d(values)), tf.tanh(normal([3, 1000], 1))], 3e-7);
  });
});

describe('sum and mean', () => {
  const axes = fc.subarray([0, 1, 2, 3], { minLength: 1 });
  test.prop([fc.tuple(size, size, size, size), axes, fc.boolean()], { numRuns: 40 })(
    'agree with tfjs cpu over any axes',
    async (shape, axis, keepDims) => {
      await expectAgreement(() => {
        const x = normal(shape, 1);
        return [tf.sum(x, axis, keepDims), tf.mean(x, axis, keepDims), tf.sum(tf.cast(x, 'int32'), axis)];
      });
    },
  );
});

describe('tile', () => {
  test.prop([
    fc.tuple(size, size, size),
    fc.constantFrom<number[][]>([1, 1, 1, 5], [3, 1, 4, 2], [1, 1, 1, 1]),
  ])('agrees with tfjs cpu', async ([a, b, c], shape) => {
    await expectAgreement(() => [
      tf.tile(normal(shape, 1), [a, b, c, 1]),
      tf.tile(normal(shape, 1), [a, 1, b, c]),
    ]);
  });
});

describe('slice and pad, and their gradients', () => {
  test.prop([fc.tuple(size, size, size, fc.constantFrom(1, 3, 40)), fc.tuple(size, size, size, size)])(
    'agree with tfjs cpu',
    async (shape, cut) => {
      const begin = shape.map((length, axis) => Math.min(length - 1, (cut[axis] ?? 0) >> 2));
      const extent = shape.map((length, axis) =>
        Math.max(1, length - (begin[axis] ?? 0) - ((cut[axis] ?? 0) & 1)),
      );
      await expectAgreement(() => [
        ...valueAndGradients(
          (x) =>
            tf.slice(
              x,
              begin,
              extent.map((length, axis) => Math.min(length, (shape[axis] ?? 1) - (begin[axis] ?? 0))),
            ),
          [normal(shape, 1)],
        ),
        ...valueAndGradients(
          (x) =>
            tf.pad(
              x,
              shape.map(() => [1, 2]),
            ),
          [normal(shape, 2)],
        ),
      ]);
    },
  );
});

describe('gather and its gradient', () => {
  const picks = fc.array(fc.nat(5), { minLength: 1, maxLength: 12 });
  test.prop([picks, fc.constantFrom(0, 1, 2)], { numRuns: 20 })(
    'agree with tfjs cpu, repeated and missing rows included',
    async (indices, axis) => {
      await expectAgreement(() =>
        valueAndGradients((x) => tf.gather(x, tf.tensor1d(indices, 'int32'), axis), [normal([6, 6, 6], 1)]),
      );
    },
  );
});

describe('einsum', () => {
  test('agrees with tfjs cpu, whose kernel it is', async () => {
    await expectAgreement(() => [tf.einsum('bij,bkj->bik', normal([2, 3, 4], 1), normal([2, 5, 4], 2))]);
  });
});

describe('oneHot', () => {
  const indices = fc.array(fc.integer({ min: -2, max: 9 }), { minLength: 1, maxLength: 20 });
  test.prop([indices, fc.constantFrom<('float32' | 'int32' | 'bool')[]>('float32', 'int32', 'bool')])(
    'agrees with tfjs cpu for every dtype, indices out of range included',
    async (values, dtype) => {
      await expectAgreement(() => [
        tf.oneHot(tf.tensor1d(values, 'int32'), 8, 1, 0, dtype),
        tf.oneHot(tf.tensor1d(values, 'int32'), 3, 1, 0, dtype),
      ]);
    },
  );
});
