import { Einsum } from '@tensorflow/tfjs-core';
import { explicitlyPadded } from '../explicit-padding';
import type { Kernel } from '../kernel';
import { reduction } from '../reduce';
import { rowwise } from '../rowwise';
import { avgPoolGrad } from './avg-pool-grad';
import { batchMatMul } from './batch-mat-mul';
import { conv2dBackpropFilter } from './conv2d-backprop-filter';
import { conv2dBackpropInput } from './conv2d-backprop-input';
import { cpuFallback } from './cpu-fallback';
import { depthwiseConv2dBackpropFilter, depthwiseConv2dBackpropInput } from './depthwise-conv2d-backprop';
import { fusedBatchNorm } from './fused-batch-norm';
import { identity } from './identity';
import { maxPoolGrad } from './max-pool-grad';
import { oneHot } from './one-hot';
import { slice } from './slice';
import { tanh } from './tanh';
import { tile } from './tile';
import { unsortedSegmentSum } from './unsorted-segment-sum';

/** What `exmodel-wasm` has beyond, or instead of, tfjs-backend-wasm. */
export const kernels: readonly Kernel[] = [
  avgPoolGrad,
  batchMatMul,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  cpuFallback(Einsum),
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  explicitlyPadded('Conv2D'),
  explicitlyPadded('DepthwiseConv2dNative'),
  explicitlyPadded('FusedConv2D'),
  explicitlyPadded('FusedDepthwiseConv2D'),
  fusedBatchNorm,
  identity,
  maxPoolGrad,
  oneHot,
  reduction('Mean'),
  reduction('Sum'),
  rowwise('Add'),
  rowwise('Multiply'),
  rowwise('Sub'),
  slice,
  tanh,
  tile,
  unsortedSegmentSum,
];
