import { ELEMENT_GRAIN } from '../threads/grain';
import { batchNormPartition } from './batch-norm-partition';
import { defineOnePassKernel } from './define-one-pass-kernel';

export const batchNormTraining = defineOnePassKernel(
  'BatchNormTraining',
  ({ backend, size, channels, inputs, outputs, attributes }) => {
    const { threads } = backend;
    const { rows, partRows, parts } = batchNormPartition(size, channels);
    const { x, scale, offset } = inputs;
    const { y, mean, variance } = outputs;
    const sums = backend.temporary((2 * parts + 2) * channels * 4);
    const squares = sums + parts * channels * 4;
    const factor = squares + parts * channels * 4;
    const shift = factor + channels * 4;
    threads.run('moments', parts, 1, { x, sums, squares, rows, channels, partRows });
    threads.run('combineMoments', channels, channels, {
      sums,
      squares,
      mean,
      variance,
      rows,
      channels,
      partRows,
    });
    threads.run('normFactors', channels, channels, {
      mean,
      variance,
      scale,
      offset,
      factor,
      shift,
      epsilon: attributes.epsilon,
    });
    threads.run('affineRows', rows, Math.ceil(ELEMENT_GRAIN / channels), { x, y, factor, shift, channels });
  },
);
