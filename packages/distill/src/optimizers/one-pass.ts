import { engine, getBackend, getKernel } from '@tensorflow/tfjs-core';
import type { OnePassKernels } from './one-pass-kernels';

/** Runs an optimizer's step as one kernel, where the current backend has a kernel of this name, else gives undefined. */
export function onePass<Name extends keyof OnePassKernels>(
  name: Name,
  inputs: OnePassKernels[Name]['inputs'],
  attributes: OnePassKernels[Name]['attributes'],
): OnePassKernels[Name]['outputs'] | undefined {
  if (getKernel(name, getBackend()) === undefined) return undefined;
  return engine().runKernel(
    name,
    { ...inputs },
    { ...attributes },
  ) as unknown as OnePassKernels[Name]['outputs'];
}
