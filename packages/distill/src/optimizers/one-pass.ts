import { engine, getBackend, getKernel, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Runs an optimizer's whole update as one kernel, where the current backend has a kernel of this name
 * (`@exmodel/backend-wasm` does), else gives undefined. The kernel's outputs: the parameter, then the
 * optimizer's state in the order of the inputs.
 */
export function onePass<Outputs extends readonly Tensor[] = readonly [Tensor, Tensor]>(
  name: 'SgdUpdate' | 'AdamUpdate',
  inputs: Readonly<Record<string, Tensor>>,
  attributes: Readonly<Record<string, number | boolean>>,
): Outputs | undefined {
  if (getKernel(name, getBackend()) === undefined) return undefined;
  return engine().runKernel(name, inputs, attributes) as unknown as Outputs;
}
