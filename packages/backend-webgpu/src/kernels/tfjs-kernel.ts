import { getKernel, type KernelFunc, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';

/** Runs tfjs's own WebGPU kernel, for what ours does not do. */
export function tfjsKernel(
  kernelName: string,
  backend: TfjsWebGpuBackend,
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: object,
): TensorInfo | TensorInfo[] {
  const { kernelFunc } = getKernel(kernelName, 'webgpu') as unknown as { kernelFunc: KernelFunc };
  return kernelFunc({ inputs, backend, attrs: attributes as NamedAttrMap });
}
