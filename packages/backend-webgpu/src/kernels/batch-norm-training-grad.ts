import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { columnSums } from './column-sums';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

/** The gradients of BatchNormTraining, from its input, its statistics and the gradient of y. */
export const batchNormTrainingGrad = defineKernel(
  'BatchNormTrainingGrad',
  (
    backend,
    {
      x,
      dy,
      scale,
      mean,
      variance,
    }: Readonly<Record<'x' | 'dy' | 'scale' | 'mean' | 'variance', TensorInfo>>,
    { epsilon }: { readonly epsilon: number },
  ) => {
    const channels = x.shape.at(-1) as number;
    const rows = util.sizeFromShape(x.shape) / channels;
    const dScale = backend.makeTensorInfo([channels], 'float32');
    const dOffset = backend.makeTensorInfo([channels], 'float32');
    const dx = backend.makeTensorInfo(x.shape, 'float32');
    columnSums(backend, {
      name: 'BatchNormTrainingGrad:sums',
      inputs: { x, dy, mean, variance },
      outputs: { dScale, dOffset },
      rows,
      channels,
      terms: { sum: 'dy[i]', product: 'dy[i] * (x[i] - mean[c])' },
      floats: { epsilon },
      finish: `
        dOffset[i] = sum;
        dScale[i] = product / sqrt(variance[i] + given.epsilon);`,
    });
    forEachElement(backend, {
      name: 'BatchNormTrainingGrad',
      inputs: { x, dy, scale, mean, variance, dScale, dOffset },
      outputs: { dx },
      integers: { channels },
      floats: { epsilon, count: rows },
      each: `
        let c = i % given.channels;
        let deviation = sqrt(variance[c] + given.epsilon);
        let normed = (x[i] - mean[c]) / deviation;
        dx[i] = scale[c] / deviation * (dy[i] - (dOffset[c] + normed * dScale[c]) / given.count);`,
    });
    return [dx, dScale, dOffset];
  },
);
