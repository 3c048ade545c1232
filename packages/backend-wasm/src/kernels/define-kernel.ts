import {
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { KernelInputError } from './kernel-input-error';

/** The name that the backend is registered under. */
export const BACKEND_NAME = 'exmodel-wasm';

/** tfjs types every input as possibly missing. */
type Given<Inputs> = { [Name in keyof Inputs]: NonNullable<Inputs[Name]> };

/**
 * A kernel of this backend.
 *
 * @param run returns `undefined` for a case that tfjs's cpu kernel of the same name should compute (dtypes other than float32, for example);
 *   where tfjs has no such kernel, a KernelInputError is thrown
 */
export function defineKernel<Inputs, Attrs>(
  kernelName: string,
  run: (backend: WasmBackend, inputs: Given<Inputs>, attrs: Attrs) => TensorInfo | TensorInfo[] | undefined,
): KernelConfig {
  return {
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const engine = backend as WasmBackend;
      return engine.scope(
        () =>
          run(engine, inputs as unknown as Given<Inputs>, attrs as Attrs) ??
          cpuKernel(kernelName, inputs, attrs, engine),
      );
    },
  };
}

/** Runs tfjs's cpu kernel on tensors of this backend. */
function cpuKernel(
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap | undefined,
  backend: WasmBackend,
): TensorInfo | TensorInfo[] {
  const kernel = getKernel(kernelName, 'cpu') as KernelConfig | undefined;
  if (kernel === undefined) {
    const given = Object.entries(inputs as Record<string, TensorInfo>).map(
      ([name, { dtype, shape }]) => `${name}: ${dtype} of shape [${shape}]`,
    );
    throw new KernelInputError(kernelName, given.join(', '), 'float32 tensors');
  }
  return kernel.kernelFunc({ inputs, attrs: attrs as NamedAttrMap, backend });
}
