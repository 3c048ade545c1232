import * as tf from '@tensorflow/tfjs-core';

/**
 * (x − mean) / √(variance + ε) · γ + β over every axis but the last, with the batch's own (biased) statistics.
 *
 * One node of the gradient tape with the closed-form gradient, instead of the dozen that tfjs makes of moments and
 * `batchNorm`. It keeps one tensor of x's size for the backward pass. A backend with kernels named `BatchNormTraining`
 * and `BatchNormTrainingGrad` (`@exmodel/backend-wasm`) computes each direction in one.
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
  if (tf.getKernel('BatchNormTraining', tf.getBackend()) !== undefined) {
    return normalizeByKernel(x, gamma, beta, epsilon, observe);
  }
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const perChannel = x.size / gamma.size;

  return tf.customGrad((...args) => {
    const save = args[3] as tf.GradSaveFunc;
    const { mean, variance } = tf.moments(x, axes);
    observe(mean, variance);
    const scale = tf.rsqrt(tf.add(variance, epsilon));
    const normalized = tf.mul(tf.sub(x, mean), scale);
    save([normalized, scale]);

    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [normalized, scale] = saved as [tf.Tensor, tf.Tensor];
      const dBeta = tf.sum(dy, axes);
      const dGamma = tf.sum(tf.mul(dy, normalized), axes);
      const centred = tf.sub(dy, tf.div(dBeta, perChannel));
      const decorrelated = tf.sub(centred, tf.mul(normalized, tf.div(dGamma, perChannel)));
      return [tf.mul(decorrelated, tf.mul(gamma, scale)), dGamma, dBeta];
    };
    return { value: tf.add(tf.mul(normalized, gamma), beta), gradFunc };
  })(x, gamma, beta);
}

function normalizeByKernel(
  ...[x, gamma, beta, epsilon, observe]: Parameters<typeof normalizeBatch>
): tf.Tensor {
  const run = (name: string, inputs: tf.NamedTensorMap) =>
    tf.engine().runKernel(name, inputs, { epsilon }) as tf.Tensor[];
  return tf.customGrad((...args) => {
    const save = args[3] as tf.GradSaveFunc;
    const [y, mean, variance] = run('BatchNormTraining', { x, scale: gamma, offset: beta }) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    observe(mean, variance);
    save([x, gamma, mean, variance]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [x, scale, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return run('BatchNormTrainingGrad', { x, dy, scale, mean, variance });
    };
    return { value: y, gradFunc };
  })(x, gamma, beta);
}
