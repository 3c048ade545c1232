import * as tf from '@tensorflow/tfjs-core';
import type { BatchNormKernels } from './batch-norm-kernels';

/**
 * TensorFlow's fused operations `FusedBatchNormV3` and `FusedBatchNormGradV3`, which tfjs does not name, through the
 * backend of `@tensorflow/tfjs-node` or `-gpu` (TensorFlow ≥ 1.15). They keep nothing of x's size but x.
 *
 * What the forward operation reserves for the other is passed on unchanged: its meaning differs between devices (the
 * second of the three is the variance on a CPU, on a GPU the inverse deviation).
 */
export const tensorflowBatchNorm: BatchNormKernels = {
  available: () => typeof tensorflow().executeMultipleOutputs === 'function',

  forward(x, gamma, beta, epsilon) {
    const image = toImage(x);
    // In training it has no statistics as inputs.
    const none = tf.tensor1d([], 'float32');
    const inputs = [image, gamma, beta, none, none];
    const [y, mean, unbiased, ...reserved] = run('FusedBatchNormV3', inputs, epsilon, 6);
    const perChannel = x.size / gamma.size;
    const variance = tf.mul(unbiased, (perChannel - 1) / perChannel);
    return { y: tf.reshape(y, x.shape), mean, variance, saved: [image, gamma, ...reserved] };
  },

  backward(dy, saved, epsilon) {
    const [image, gamma, ...reserved] = saved as [tf.Tensor, tf.Tensor, ...tf.Tensor[]];
    const inputs = [toImage(dy), image, gamma, ...reserved];
    const [dx, dGamma, dBeta] = run('FusedBatchNormGradV3', inputs, epsilon, 5);
    return [tf.reshape(dx, dy.shape), dGamma, dBeta];
  },
};

/** The part of tfjs-node's `NodeJSKernelBackend` that is called here; its package may be missing. */
interface TensorFlowBackend {
  readonly binding: Readonly<
    Record<'TF_ATTR_TYPE' | 'TF_ATTR_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_FLOAT', number>
  >;
  executeMultipleOutputs(
    operation: string,
    attributes: { name: string; type: number; value: number | string | boolean }[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

function tensorflow(): Partial<TensorFlowBackend> {
  return tf.backend() as Partial<TensorFlowBackend>;
}

/** @param outputs How many the operation has, used or not. */
function run(
  operation: string,
  inputs: tf.Tensor[],
  epsilon: number,
  outputs: 5 | 6,
): [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]] {
  const backend = tensorflow() as TensorFlowBackend;
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
  const attributes = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ];
  const results = backend.executeMultipleOutputs(operation, attributes, inputs, outputs);
  return results as [tf.Tensor, tf.Tensor, tf.Tensor, ...tf.Tensor[]];
}

/** [batch, height, width, channels], the only layout that the operations accept. */
function toImage(x: tf.Tensor): tf.Tensor {
  return x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, x.shape.at(-1) as number]);
}
