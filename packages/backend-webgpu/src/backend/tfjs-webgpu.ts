import type { DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import type { BufferPool } from './buffer-pool';

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
  readonly tensorMap: { get(dataId: object): TensorData | undefined };
  bufferManager: Pick<BufferPool, keyof BufferPool>;
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  /** Data that a recorded command uses: their buffers are released after it was submitted. */
  commandQueueOwnedIds: WeakSet<object>;
  uniformPendingDisposal: GPUBuffer[];
  disposeData(dataId: object, force?: boolean): boolean;
  uploadToGPU(dataId: object): void;
  shouldExecuteOnCPU(inputs: readonly TensorInfo[], sizeThreshold?: number): boolean;
  makeUniforms(uniforms: readonly Uniform[]): {
    readonly offset: number;
    readonly size: number;
    readonly buffer: GPUBuffer;
  };
  makeTensorInfo(shape: readonly number[], dtype: DataType, values?: Float32Array): TensorInfo;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** What it knows of a tensor: its values are here or, once they were needed there, on the GPU. */
export interface TensorData {
  readonly dtype: DataType;
  readonly shape: number[];
  values?: ArrayLike<number> | null;
  resource?: GPUBuffer | null;
  /** Its buffer is not given back with it. */
  external?: boolean;
  /** Ours: the queue wrote its buffer. */
  uploaded?: boolean;
  /** Ours: it must not share the buffer of a constant of the same values. */
  own?: boolean;
}

/** One parameter of a shader. */
export interface Uniform {
  readonly type: string;
  readonly data: readonly number[];
}
