import type { KernelConfig, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from '../backend/backend-name';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';

/** A kernel of this backend: from the tensors and attributes that tfjs gives it to new tensors. */
export function defineKernel<Inputs extends Readonly<Record<string, TensorInfo>>, Attributes>(
  kernelName: string,
  run: (backend: TfjsWebGpuBackend, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[],
): KernelConfig {
  return {
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, backend, attrs }) =>
      run(
        backend as TfjsWebGpuBackend,
        inputs as unknown as Inputs,
        attrs as NamedAttrMap as unknown as Attributes,
      ),
  };
}
