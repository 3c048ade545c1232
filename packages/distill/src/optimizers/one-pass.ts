import { engine, getBackend, getKernel, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { repeated } from '../repeated';
import type { OnePassKernels } from './one-pass-kernels';

/** Runs an optimizer's step as one kernel, where the current backend has a kernel of this name, else gives undefined. */
export function onePass<Name extends keyof OnePassKernels>(
  name: Name,
  { rates, ...inputs }: OnePassKernels[Name]['inputs'],
  attributes: OnePassKernels[Name]['attributes'],
): OnePassKernels[Name]['outputs'] | undefined {
  if (getKernel(name, getBackend()) === undefined) return undefined;
  return engine().runKernel(
    name,
    { ...inputs, ...(rates && { rates }) },
    { ...attributes },
  ) as unknown as OnePassKernels[Name]['outputs'];
}

/** An optimizer's step on all of its variables, by `update`: repeated where the current backend can do that. */
export function repeatedUpdate<Name extends keyof OnePassKernels>(
  name: Name,
  key: object,
  gradients: readonly Tensor[],
  attributes: OnePassKernels[Name]['attributes'],
  update: (rates?: Tensor) => void,
): void {
  const ratesKernel = `${name}Rates`;
  tidy(() => {
    if (getKernel(ratesKernel, getBackend()) === undefined) return update();
    const rates = engine().runKernel(ratesKernel, {}, { ...attributes }) as Tensor;
    repeated(key, [...gradients, rates], () => {
      update(rates);
      return [];
    });
  });
}
