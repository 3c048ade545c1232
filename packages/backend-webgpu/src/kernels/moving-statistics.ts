import type { TensorInfo } from '@tensorflow/tfjs-core';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

type Input = 'movingMean' | 'movingVariance' | 'mean' | 'variance';

/**
 * The running statistics of batch norm after one more batch: averages in which the new mean and the new variance, times `correction`, have the weight
 * `momentum`.
 */
export const movingStatistics = defineKernel(
  'MovingStatistics',
  (
    backend,
    inputs: Readonly<Record<Input, TensorInfo>>,
    { momentum, correction }: { readonly momentum: number; readonly correction: number },
  ) => {
    const { shape } = inputs.mean;
    const nextMean = backend.makeTensorInfo(shape, 'float32');
    const nextVariance = backend.makeTensorInfo(shape, 'float32');
    forEachElement(backend, {
      name: 'MovingStatistics',
      inputs,
      outputs: { nextMean, nextVariance },
      floats: { momentum, rest: 1 - momentum, correction },
      each: `
        nextMean[i] = movingMean[i] * given.rest + mean[i] * given.momentum;
        nextVariance[i] = movingVariance[i] * given.rest + variance[i] * given.correction * given.momentum;`,
    });
    return [nextMean, nextVariance];
  },
);
