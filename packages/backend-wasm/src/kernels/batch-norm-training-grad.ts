import { ELEMENT_GRAIN } from '../threads/grain';
import { batchNormPartition } from './batch-norm-partition';
import { defineOnePassKernel } from './define-one-pass-kernel';

export const batchNormTrainingGrad = defineOnePassKernel(
  'BatchNormTrainingGrad',
  ({ backend, size, channels, inputs, outputs, attributes }) => {
    const { threads } = backend;
    const { rows, partRows, parts } = batchNormPartition(size, channels);
    const { x, dy, scale, mean, variance } = inputs;
    const { dx, dScale, dOffset } = outputs;
    const sums = backend.temporary((2 * parts + 3) * channels * 4);
    const products = sums + parts * channels * 4;
    const a = products + parts * channels * 4;
    const b = a + channels * 4;
    const d = b + channels * 4;
    threads.run('gradientMoments', parts, 1, { x, dy, mean, sums, products, rows, channels, partRows });
    threads.run('gradientFactors', channels, channels, {
      sums,
      products,
      parts,
      mean,
      variance,
      scale,
      dScale,
      dOffset,
      a,
      b,
      d,
      rows,
      channels,
      epsilon: attributes.epsilon,
    });
    threads.run('affineGradient', rows, Math.ceil(ELEMENT_GRAIN / channels), {
      x,
      dy,
      dx,
      a,
      b,
      d,
      channels,
    });
  },
);
