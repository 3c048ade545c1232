import type { KernelConfig } from '@tensorflow/tfjs-core';
import { adamUpdate } from './adam-update';
import { batchNormInference, batchNormInferenceGrad } from './batch-norm-inference';
import { batchNormTraining } from './batch-norm-training';
import { batchNormTrainingGrad } from './batch-norm-training-grad';
import { conv2d } from './conv-2d';
import { conv2dBackpropFilter } from './conv-2d-backprop-filter';
import { conv2dBackpropInput } from './conv-2d-backprop-input';
import { depthwiseBackpropFilter } from './depthwise-backprop-filter';
import { maxPoolGrad } from './max-pool-grad';
import { movingStatistics } from './moving-statistics';
import { reluGradientKernels } from './relu-grad';
import { seededDropout } from './seeded-dropout';
import { sgdUpdate } from './sgd-update';
import { sum } from './sum';

/** The kernels that this backend has of its own; all others are tfjs's. */
export const ALL_KERNELS: readonly KernelConfig[] = [
  ...adamUpdate,
  batchNormInference,
  batchNormInferenceGrad,
  batchNormTraining,
  batchNormTrainingGrad,
  conv2d,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  maxPoolGrad,
  movingStatistics,
  ...reluGradientKernels,
  seededDropout,
  ...sgdUpdate,
  sum,
];
