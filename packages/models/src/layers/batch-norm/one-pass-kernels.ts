import * as tf from '@tensorflow/tfjs-core';

/** A kernel that a backend may have and tfjs does not: the work of a dozen of tfjs's operations, in one pass. */
interface OnePassKernel<Inputs extends string, Attributes, Outputs extends readonly tf.Tensor[]> {
  /** Whether the current backend has it. */
  available(): boolean;
  run(inputs: Readonly<Record<Inputs, tf.Tensor>>, attributes: Attributes): Outputs;
}

/** As `@exmodel/backend-wasm` registers it, whose README lists the same inputs, attributes and outputs. */
export const batchNormTraining = onePassKernel<
  'x' | 'scale' | 'offset',
  { epsilon: number },
  [y: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor]
>('BatchNormTraining');

/** Its gradient, from the mean and variance of the forward direction. */
export const batchNormTrainingGrad = onePassKernel<
  'x' | 'dy' | 'scale' | 'mean' | 'variance',
  { epsilon: number },
  [dx: tf.Tensor, dScale: tf.Tensor, dOffset: tf.Tensor]
>('BatchNormTrainingGrad');

/** By given statistics; `@exmodel/backend-webgpu` has it, and its gradient. */
export const batchNormInference = onePassKernel<
  'x' | 'scale' | 'offset' | 'mean' | 'variance',
  { epsilon: number },
  [y: tf.Tensor]
>('BatchNormInference');

/** The running statistics after one more batch, the variance made unbiased by `correction`; `@exmodel/backend-webgpu` has it. */
export const movingStatistics = onePassKernel<
  'movingMean' | 'movingVariance' | 'mean' | 'variance',
  { momentum: number; correction: number },
  [mean: tf.Tensor, variance: tf.Tensor]
>('MovingStatistics');

function onePassKernel<
  Inputs extends string,
  Attributes extends Record<string, number>,
  Outputs extends readonly tf.Tensor[],
>(name: string): OnePassKernel<Inputs, Attributes, Outputs> {
  return {
    available: () => tf.getKernel(name, tf.getBackend()) !== undefined,
    run: (inputs, attributes) =>
      [tf.engine().runKernel(name, inputs, attributes)].flat() as unknown as Outputs,
  };
}
