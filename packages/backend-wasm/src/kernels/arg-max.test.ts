import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { expectAgreement } from '../../test/on-both';

const value = fc.constantFrom(
  -1,
  0,
  0.5,
  2,
  2,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
);

test.prop(
  [
    fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    fc.nat(3),
    fc.infiniteStream(value),
  ],
  { numRuns: 150 },
)('argMax agrees with tfjs cpu: equals, NaN and infinities too', async (shape, at, stream) => {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Array.from({ length: size }, () => stream.next().value as number);
  await expectAgreement(() => tf.argMax(tf.tensor(values, shape), at % shape.length), 0);
});

test('argMax of nothing agrees with tfjs cpu', async () => {
  await expectAgreement(() => tf.argMax(tf.zeros([0, 3]), 1), 0);
});
