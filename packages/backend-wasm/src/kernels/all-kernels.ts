import type { KernelConfig } from '@tensorflow/tfjs-core';
import { adamUpdate } from './adam-update';
import { argMax } from './arg-max';
import { batchMatMul } from './batch-mat-mul';
import { batchNormTraining } from './batch-norm-training';
import { batchNormTrainingGrad } from './batch-norm-training-grad';
import { binaryKernels } from './binary';
import { cast } from './cast';
import { conv2d } from './conv-2d';
import { conv2dBackpropFilter } from './conv-2d-backprop-filter';
import { conv2dBackpropInput } from './conv-2d-backprop-input';
import { cropAndResizeKernels } from './crop-and-resize';
import { depthwiseKernels } from './depthwise-conv-2d';
import { fusedBatchNorm } from './fused-batch-norm';
import { fusedConv2d } from './fused-conv-2d';
import { fusedMatMul } from './fused-mat-mul';
import { gatherV2 } from './gather-v2';
import { layoutKernels } from './layout';
import { oneHot } from './one-hot';
import type { OnePassKernelName } from './one-pass-kernels';
import { poolKernels } from './pool';
import { reductionKernels } from './reductions';
import { aliasKernels } from './reshape';
import { resizeBilinearKernels } from './resize-bilinear';
import { resizeNearestNeighborKernels } from './resize-nearest-neighbor';
import { rotateWithOffsetKernels } from './rotate-with-offset';
import { select } from './select';
import { sgdUpdate } from './sgd-update';
import { softmax } from './softmax';
import { unaryKernels } from './unary';
import { unsortedSegmentSum } from './unsorted-segment-sum';
import { zerosLike } from './zeros-like';

const onePassKernels: Readonly<Record<OnePassKernelName, KernelConfig>> = {
  AdamUpdate: adamUpdate,
  BatchNormTraining: batchNormTraining,
  BatchNormTrainingGrad: batchNormTrainingGrad,
  SgdUpdate: sgdUpdate,
};

/** The kernels that this backend has of its own. */
export const ALL_KERNELS: readonly KernelConfig[] = [
  ...aliasKernels,
  ...binaryKernels,
  ...cropAndResizeKernels,
  ...depthwiseKernels,
  ...layoutKernels,
  ...Object.values(onePassKernels),
  ...poolKernels,
  ...reductionKernels,
  ...resizeBilinearKernels,
  ...resizeNearestNeighborKernels,
  ...rotateWithOffsetKernels,
  ...unaryKernels,
  argMax,
  batchMatMul,
  cast,
  conv2d,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  fusedBatchNorm,
  fusedConv2d,
  fusedMatMul,
  gatherV2,
  oneHot,
  select,
  softmax,
  unsortedSegmentSum,
  zerosLike,
];
