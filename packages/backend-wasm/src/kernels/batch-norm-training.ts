import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { ELEMENT_GRAIN } from '../threads/grain';
import { defineKernel } from './define-kernel';
import { KernelInputError } from './kernel-input-error';
import { requireFloats } from './require-floats';

/** Elements of a part whose statistics are taken while it is in the cache. */
const PART = 16_384;

export interface BatchNormTrainingAttrs {
  /** Added to the variance. */
  epsilon: number;
}

/** Rows of a part: the same at any thread count, so that results are. */
function partition(
  kernelName: string,
  x: TensorInfo,
): { rows: number; channels: number; partRows: number; parts: number } {
  const channels = x.shape.at(-1) ?? 0;
  if (channels === 0) {
    throw new KernelInputError(
      kernelName,
      `x of shape [${x.shape}]`,
      'at least one channel, in the last axis',
    );
  }
  const rows = util.sizeFromShape(x.shape) / channels;
  const partRows = Math.max(1, Math.floor(PART / channels));
  return { rows, channels, partRows, parts: Math.ceil(rows / partRows) };
}

/**
 * `BatchNormTraining`: { x [..., channels], scale [channels], offset [channels] }, { epsilon } to
 * [y, mean, variance]: x normalised over all axes but the last, and the batch's mean and biased variance.
 *
 * `BatchNormTrainingGrad`: { x, dy, scale, mean, variance }, { epsilon } to [dx, dScale, dOffset].
 *
 * tfjs has no op for them: reach them by `tf.engine().runKernel` in a `tf.customGrad`. Inputs that are not
 * float32 and of these shapes are met with a KernelInputError.
 */
export const batchNormTrainingKernels: readonly KernelConfig[] = [
  defineKernel<Record<'x' | 'scale' | 'offset', TensorInfo>, BatchNormTrainingAttrs>(
    'BatchNormTraining',
    (backend, { x, scale, offset }, { epsilon }) => {
      const { rows, channels, partRows, parts } = partition('BatchNormTraining', x);
      requireFloats('BatchNormTraining', {
        x: [x, x.shape],
        scale: [scale, [channels]],
        offset: [offset, [channels]],
      });
      const { threads } = backend;
      const y = backend.output(x.shape);
      const mean = backend.output([channels]);
      const variance = backend.output([channels]);
      const sums = backend.temporary((2 * parts + 2) * channels * 4);
      const squares = sums + parts * channels * 4;
      const factor = squares + parts * channels * 4;
      const shift = factor + channels * 4;
      const from = backend.address(x);
      const statistics = { mean: backend.address(mean), variance: backend.address(variance) };
      const sizes = { rows, channels, partRows };
      threads.run('moments', parts, 1, { x: from, sums, squares, ...sizes });
      threads.run('combineMoments', channels, channels, { sums, squares, ...statistics, ...sizes });
      threads.run('normFactors', channels, channels, {
        scale: backend.address(scale),
        offset: backend.address(offset),
        factor,
        shift,
        epsilon,
        ...statistics,
      });
      threads.run('affineRows', rows, Math.ceil(ELEMENT_GRAIN / channels), {
        x: from,
        y: backend.address(y),
        factor,
        shift,
        channels,
      });
      return [y, mean, variance];
    },
  ),

  defineKernel<Record<'x' | 'dy' | 'scale' | 'mean' | 'variance', TensorInfo>, BatchNormTrainingAttrs>(
    'BatchNormTrainingGrad',
    (backend, { x, dy, scale, mean, variance }, { epsilon }) => {
      const { rows, channels, partRows, parts } = partition('BatchNormTrainingGrad', x);
      requireFloats('BatchNormTrainingGrad', {
        x: [x, x.shape],
        dy: [dy, x.shape],
        scale: [scale, [channels]],
        mean: [mean, [channels]],
        variance: [variance, [channels]],
      });
      const { threads } = backend;
      const dx = backend.output(x.shape);
      const dScale = backend.output([channels]);
      const dOffset = backend.output([channels]);
      const sums = backend.temporary((2 * parts + 3) * channels * 4);
      const products = sums + parts * channels * 4;
      const a = products + parts * channels * 4;
      const b = a + channels * 4;
      const d = b + channels * 4;
      const given = { x: backend.address(x), dy: backend.address(dy) };
      const sizes = { rows, channels };
      const center = backend.address(mean);
      threads.run('gradientMoments', parts, 1, {
        mean: center,
        sums,
        products,
        partRows,
        ...given,
        ...sizes,
      });
      threads.run('gradientFactors', channels, channels, {
        sums,
        products,
        parts,
        mean: center,
        variance: backend.address(variance),
        scale: backend.address(scale),
        dScale: backend.address(dScale),
        dOffset: backend.address(dOffset),
        a,
        b,
        d,
        epsilon,
        ...sizes,
      });
      threads.run('affineGradient', rows, Math.ceil(ELEMENT_GRAIN / channels), {
        dx: backend.address(dx),
        a,
        b,
        d,
        channels,
        ...given,
      });
      return [dx, dScale, dOffset];
    },
  ),
];
