import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { expectAgreement, randomValues } from '../../test/on-both';

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  NaN,
  Infinity,
  -Infinity,
  1e-40,
  -1e-40,
  1e38,
  -1e38,
  88,
  -88,
  104,
  -104,
  1e-7,
  7.9,
  -9,
];

const UNARY = {
  abs: tf.abs,
  ceil: tf.ceil,
  clip: (x: tf.Tensor) => tf.clipByValue(x, -0.5, 0.25),
  elu: tf.elu,
  exp: tf.exp,
  floor: tf.floor,
  leakyRelu: (x: tf.Tensor) => tf.leakyRelu(x, 0.1),
  log: tf.log,
  neg: tf.neg,
  reciprocal: tf.reciprocal,
  relu: tf.relu,
  relu6: tf.relu6,
  rsqrt: tf.rsqrt,
  sigmoid: tf.sigmoid,
  sqrt: tf.sqrt,
  square: tf.square,
  step: (x: tf.Tensor) => tf.step(x, 0.3),
  tanh: tf.tanh,
} as Record<string, (x: tf.Tensor) => tf.Tensor>;

const BINARY = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  prelu: tf.prelu,
  equal: tf.equal,
  notEqual: tf.notEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
} as Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>;

describe('elementwise functions agree with tfjs cpu within 1e-6', () => {
  for (const [name, f] of Object.entries(UNARY)) {
    test(`${name}: ordinary and special values`, async () => {
      const compute = (values: Float32Array | number[]) => f(tf.tensor1d(values));
      for (const value of SPECIAL) await expectAgreement(() => compute([value]), 1e-6);
      await expectAgreement(() => compute(randomValues(1001, 5)), 1e-6);
      await expectAgreement(() => compute(randomValues(1001, 6).map((x) => x * 20)), 1e-6);
    });
  }

  for (const [name, f] of Object.entries(BINARY)) {
    const shape = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 });
    const ones = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
    test.prop([shape, ones, ones, fc.nat(2), fc.boolean()], { numRuns: 60 })(
      `${name}: any broadcast`,
      async (whole, first, second, dropped, swapped) => {
        const a = whole.map((n, i) => (first[i] === true ? 1 : n));
        const b = whole.map((n, i) => (second[i] === true ? 1 : n)).slice(Math.min(dropped, whole.length));
        const make = (of: number[], seed: number) =>
          tf.tensor(
            randomValues(
              of.reduce((x, y) => x * y, 1),
              seed,
            ).map((x) => Math.round(x * 4) / 4),
            of,
          );
        await expectAgreement(() => (swapped ? f(make(b, 1), make(a, 2)) : f(make(a, 1), make(b, 2))), 1e-6);
      },
    );
  }
});
