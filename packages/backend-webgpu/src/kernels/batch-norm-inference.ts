import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

/** By these names layers and gradients run them. */
export const BATCH_NORM_INFERENCE = 'BatchNormInference';
export const BATCH_NORM_INFERENCE_GRAD = 'BatchNormInferenceGrad';

type Input = 'x' | 'scale' | 'offset' | 'mean' | 'variance';

interface Attributes {
  readonly epsilon: number;
}

/** x normalised over all axes but the last by given statistics. */
export const batchNormInference = defineKernel(
  BATCH_NORM_INFERENCE,
  (backend, inputs: Readonly<Record<Input, TensorInfo>>, { epsilon }: Attributes) => {
    const y = backend.makeTensorInfo(inputs.x.shape, 'float32');
    forEachElement(backend, {
      name: BATCH_NORM_INFERENCE,
      inputs,
      outputs: { y },
      integers: { channels: inputs.x.shape.at(-1) as number },
      floats: { epsilon },
      each: `
        let c = i % given.channels;
        y[i] = (x[i] - mean[c]) * (scale[c] / sqrt(variance[c] + given.epsilon)) + offset[c];`,
    });
    return y;
  },
);

/** Its gradient with respect to x. */
export const batchNormInferenceGrad = defineKernel(
  BATCH_NORM_INFERENCE_GRAD,
  (backend, inputs: Readonly<Record<'dy' | 'scale' | 'variance', TensorInfo>>, { epsilon }: Attributes) => {
    const dx = backend.makeTensorInfo(inputs.dy.shape, 'float32');
    forEachElement(backend, {
      name: BATCH_NORM_INFERENCE_GRAD,
      inputs,
      outputs: { dx },
      integers: { channels: inputs.dy.shape.at(-1) as number },
      floats: { epsilon },
      each: `
        let c = i % given.channels;
        dx[i] = dy[i] * (scale[c] / sqrt(variance[c] + given.epsilon));`,
    });
    return dx;
  },
);
