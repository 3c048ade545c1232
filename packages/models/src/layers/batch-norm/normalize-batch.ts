import * as tf from '@tensorflow/tfjs-core';
import { composedBatchNorm } from './composed-batch-norm';
import { engineBatchNorm } from './engine-batch-norm';
import { tensorflowBatchNorm } from './tensorflow-batch-norm';

/**
 * (x − mean) / √(variance + ε) · γ + β over every axis but the last, with the batch's own (biased) statistics.
 *
 * One node of the gradient tape, instead of the dozen that tfjs makes of moments and `batchNorm`; the current backend's
 * own kernels for each direction where it has them.
 *
 * @param x [..., channels]
 * @param gamma [channels]
 * @param beta [channels]
 * @param observe Called once with the batch's mean and biased variance, [channels] each; both are disposed afterwards.
 */
export function normalizeBatch(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
  observe: (mean: tf.Tensor, variance: tf.Tensor) => void,
): tf.Tensor {
  const kernels = [engineBatchNorm, tensorflowBatchNorm].find((own) => own.available()) ?? composedBatchNorm;
  return tf.customGrad((...args) => {
    const save = args[3] as tf.GradSaveFunc;
    const { y, mean, variance, saved } = kernels.forward(x, gamma, beta, epsilon);
    observe(mean, variance);
    save(saved);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => kernels.backward(dy, saved, epsilon),
    };
  })(x, gamma, beta);
}
