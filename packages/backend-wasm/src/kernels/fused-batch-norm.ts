import { FusedBatchNorm, type FusedBatchNormAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { ELEMENT_GRAIN } from '../threads/grain';
import { allFloat } from './convolution-info';
import { defineKernel } from './define-kernel';

interface Inputs {
  x: TensorInfo;
  mean: TensorInfo;
  variance: TensorInfo;
  scale?: TensorInfo;
  offset?: TensorInfo;
}

/** Inference: statistics by channel. */
export const fusedBatchNorm = defineKernel<Inputs, FusedBatchNormAttrs>(
  FusedBatchNorm,
  (backend, { x, mean, variance, scale, offset }, { varianceEpsilon }) => {
    const channels = x.shape.at(-1) ?? 0;
    if (scale === undefined || offset === undefined || channels === 0) return undefined;
    const vectors = [mean, variance, scale, offset];
    const byChannel = vectors.every(({ shape }) => util.sizeFromShape(shape) === channels);
    if (!byChannel || !allFloat(x, ...vectors)) return undefined;
    const output = backend.output(x.shape);
    const factor = backend.temporary(channels * 8);
    const shift = factor + channels * 4;
    backend.threads.run('normFactors', channels, channels, {
      mean: backend.address(mean),
      variance: backend.address(variance),
      scale: backend.address(scale),
      offset: backend.address(offset),
      factor,
      shift,
      epsilon: varianceEpsilon ?? 0.001,
    });
    const rows = util.sizeFromShape(x.shape) / channels;
    backend.threads.run('affineRows', rows, Math.ceil(ELEMENT_GRAIN / channels), {
      x: backend.address(x),
      y: backend.address(output),
      factor,
      shift,
      channels,
    });
    return output;
  },
);
