import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { describe } from 'vitest';
import { expectAgreement, randomValues } from '../../test/on-both';

const size = fc.integer({ min: 0, max: 70 });

describe('matrix products agree with tfjs cpu within 1e-5', () => {
  test.prop([size, size, size, fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.boolean(), fc.boolean()], {
    numRuns: 200,
  })('any size, batch and transposition', async (m, n, k, batch, transposeA, transposeB, broadcast) => {
    await expectAgreement(() => {
      const left = transposeA ? [k, m] : [m, k];
      const right = transposeB ? [n, k] : [k, n];
      const a = tf.tensor(randomValues(batch * m * k, 1), [batch, ...left]);
      const b = tf.tensor(
        randomValues((broadcast ? 1 : batch) * n * k, 2),
        broadcast ? right : [batch, ...right],
      );
      return tf.matMul(a, b, transposeA, transposeB);
    });
  });

  test.prop([fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })])(
    'fused with bias and ReLU',
    async (m, n) => {
      await expectAgreement(() => {
        const a = tf.tensor2d(randomValues(m * 9, 1), [m, 9]);
        const b = tf.tensor2d(randomValues(9 * n, 2), [9, n]);
        return tf.fused.matMul({ a, b, bias: tf.tensor1d(randomValues(n, 3)), activation: 'relu' });
      });
    },
  );
});
