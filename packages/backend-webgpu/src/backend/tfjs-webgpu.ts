import type { DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/**
 * What this package uses of `@tensorflow/tfjs-backend-webgpu` 4.22, some of which its own declarations call private. It is loaded at run
 * time, so that who does not use a GPU need not install it.
 */
export interface TfjsWebGpu {
  readonly WebGPUBackend: new (device: GPUDevice, info: GPUAdapterInfo) => TfjsWebGpuBackend;
}

export interface TfjsWebGpuBackend extends KernelBackend {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  readonly tensorMap: { get(dataId: object): { readonly resource?: GPUBuffer | null } };
  readonly bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer };
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  /** Data that a recorded command uses: their buffers are released after it was submitted. */
  commandQueueOwnedIds: WeakSet<object>;
  uniformPendingDisposal: GPUBuffer[];
  uploadToGPU(dataId: object): void;
  makeTensorInfo(shape: readonly number[], dtype: DataType): TensorInfo;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}
