import type { Tensor } from '@tensorflow/tfjs-core';
import { activationKernels } from './kernels/activations';
import { arithmeticKernels } from './kernels/arithmetic';
import { movingKernels } from './kernels/moving';
import { normalizationKernels } from './kernels/normalizations';
import { windowKernels } from './kernels/windows';

/** Numbers, texts and lists of numbers, so that a layer's configuration is JSON. Axes are places of the tensor. */
export type KernelAttributes = Readonly<
  Record<string, number | boolean | string | readonly number[] | readonly (readonly number[])[]>
>;

type Kernel = (operands: Tensor[], attributes: KernelAttributes) => Tensor;

/** What an operation computes, by name. All are differentiable in every operand. */
export const kernels: ReadonlyMap<string, Kernel> = new Map<string, Kernel>(
  Object.entries({
    ...activationKernels,
    ...arithmeticKernels,
    ...movingKernels,
    ...normalizationKernels,
    ...windowKernels,
  }) as [string, Kernel][],
);
