import type { Tensor } from '@tensorflow/tfjs-core';
import type { BatchNormKernels } from './batch-norm-kernels';
import { batchNormTraining, batchNormTrainingGrad } from './one-pass-kernels';

/** One kernel per direction, on a backend that has them (`@exmodel/backend-wasm`). They keep nothing of x's size but x. */
export const engineBatchNorm: BatchNormKernels = {
  available: () => batchNormTraining.available() && batchNormTrainingGrad.available(),

  forward(x, gamma, beta, epsilon) {
    const [y, mean, variance] = batchNormTraining.run({ x, scale: gamma, offset: beta }, { epsilon });
    return { y, mean, variance, saved: [x, gamma, mean, variance] };
  },

  backward(dy, saved, epsilon) {
    const [x, scale, mean, variance] = saved as [Tensor, Tensor, Tensor, Tensor];
    return batchNormTrainingGrad.run({ x, dy, scale, mean, variance }, { epsilon });
  },
};
