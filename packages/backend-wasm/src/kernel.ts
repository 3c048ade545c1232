import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { getKernel, type KernelFunc, type NamedTensorInfoMap, type TensorInfo } from '@tensorflow/tfjs-core';

/** What a kernel is given: input tensors (which it must not free), attributes, the backend that owns the memory. */
export interface KernelArgs<Input extends string, Attrs> {
  readonly inputs: Record<Input, TensorInfo>;
  readonly attrs: Attrs;
  readonly backend: BackendWasm;
}

export interface Kernel {
  readonly kernelName: string;
  readonly kernelFunc: KernelFunc;
}

/** A kernel under its registry key. TensorFlow.js types kernels loosely; this is the one place that says so. */
export function kernel<Input extends string, Attrs = undefined>(
  kernelName: string,
  run: (args: KernelArgs<Input, Attrs>) => TensorInfo,
): Kernel {
  return { kernelName, kernelFunc: run as unknown as KernelFunc };
}

/** Runs a kernel of tfjs-backend-wasm itself, never one of this package. The caller owns the result. */
export function callBase(
  name: string,
  backend: BackendWasm,
  inputs: NamedTensorInfoMap,
  attrs: object = {},
): TensorInfo {
  const base = getKernel(name, 'wasm');
  return base.kernelFunc({ inputs, backend, attrs: attrs as Record<string, never> }) as TensorInfo;
}
