import * as tf from '@tensorflow/tfjs-core';
import type { BatchNormKernels } from './batch-norm-kernels';

/**
 * The kernels `BatchNormTraining` and `BatchNormTrainingGrad` of a backend that registers them
 * (`@exmodel/backend-wasm`): one a direction. They keep nothing of x's size but x.
 */
export const engineBatchNorm: BatchNormKernels = {
  available: () => tf.getKernel('BatchNormTraining', tf.getBackend()) !== undefined,

  forward(x, gamma, beta, epsilon) {
    const inputs = { x, scale: gamma, offset: beta };
    const [y, mean, variance] = run('BatchNormTraining', inputs, epsilon);
    return { y, mean, variance, saved: [x, gamma, mean, variance] };
  },

  backward(dy, saved, epsilon) {
    const [x, scale, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    return run('BatchNormTrainingGrad', { x, dy, scale, mean, variance }, epsilon);
  },
};

function run(name: string, inputs: tf.NamedTensorMap, epsilon: number): [tf.Tensor, tf.Tensor, tf.Tensor] {
  return tf.engine().runKernel(name, inputs, { epsilon }) as unknown as [tf.Tensor, tf.Tensor, tf.Tensor];
}
