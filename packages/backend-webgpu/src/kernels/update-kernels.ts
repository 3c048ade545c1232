import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';
import { defineKernel } from './define-kernel';
import { forEachElement } from './elements';

interface Update<Input extends string, Attributes> {
  readonly name: string;
  /** The output that follows each; a gradient has none. */
  readonly next: Readonly<Record<Input, string | undefined>>;
  /** Numbers that change from step to step: `rates` of `each`. */
  readonly rates: (attributes: Attributes) => number[];
  /** Those that do not: fields of `given`. */
  readonly floats: (attributes: Attributes) => Readonly<Record<string, number>>;
  /** WGSL statements for element `i`. */
  readonly each: string;
}

/**
 * Two kernels for an optimizer's step on a variable: the step, and `<name>Rates`, which gives the numbers that change from step to step as a tensor, the input `rates`
 * of the first. A step with it is the same run each time, and can be repeated; without it the attributes say the same.
 */
export function updateKernels<Input extends string, Attributes>(
  update: Update<Input, Attributes>,
): KernelConfig[] {
  const { name, next, floats, each } = update;
  const ratesOf = (backend: TfjsWebGpuBackend, attributes: Attributes): TensorInfo => {
    const values = update.rates(attributes);
    return backend.makeTensorInfo([values.length], 'float32', Float32Array.from(values));
  };
  return [
    defineKernel(
      name,
      (
        backend,
        inputs: Readonly<Record<Input, TensorInfo>> & { readonly rates?: TensorInfo },
        attributes: Attributes,
      ) => {
        const rates = inputs.rates ?? ratesOf(backend, attributes);
        const names = Object.keys(next) as Input[];
        const outputs = Object.fromEntries(
          names
            .filter((input) => next[input] !== undefined)
            .map((input) => [next[input], backend.makeTensorInfo(inputs[input].shape, 'float32')]),
        ) as Record<string, TensorInfo>;
        const given = Object.fromEntries(names.map((input) => [input, inputs[input]]));
        forEachElement(backend, {
          name,
          inputs: { ...given, rates },
          outputs,
          floats: floats(attributes),
          each,
        });
        if (inputs.rates === undefined) backend.disposeData(rates.dataId);
        return Object.values(outputs);
      },
    ),
    defineKernel(`${name}Rates`, (backend, _, attributes: Attributes) => ratesOf(backend, attributes)),
  ];
}
