import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { columnSums } from './column-sums';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

/**
 * x normalised over all axes but the last, and the batch's mean and biased variance. Sums are of differences from the first row, so that a
 * large mean costs no digits.
 */
export const batchNormTraining = defineKernel(
  'BatchNormTraining',
  (
    backend,
    { x, scale, offset }: Readonly<Record<'x' | 'scale' | 'offset', TensorInfo>>,
    { epsilon }: { readonly epsilon: number },
  ) => {
    const channels = x.shape.at(-1) as number;
    const rows = util.sizeFromShape(x.shape) / channels;
    const mean = backend.makeTensorInfo([channels], 'float32');
    const variance = backend.makeTensorInfo([channels], 'float32');
    const y = backend.makeTensorInfo(x.shape, 'float32');
    columnSums(backend, {
      name: 'BatchNormTraining:moments',
      inputs: { x },
      outputs: { mean, variance },
      rows,
      channels,
      terms: { sum: 'x[i] - x[c]', square: '(x[i] - x[c]) * (x[i] - x[c])' },
      finish: `
        let shift = sum / given.count;
        mean[i] = x[i] + shift;
        variance[i] = max(0.0, square / given.count - shift * shift);`,
    });
    forEachElement(backend, {
      name: 'BatchNormTraining',
      inputs: { x, scale, offset, mean, variance },
      outputs: { y },
      integers: { channels },
      floats: { epsilon },
      each: `
        let c = i % given.channels;
        y[i] = (x[i] - mean[c]) * (scale[c] / sqrt(variance[c] + given.epsilon)) + offset[c];`,
    });
    return [y, mean, variance];
  },
);
