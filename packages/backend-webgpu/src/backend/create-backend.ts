import { BufferPool } from './buffer-pool';
import { DeviceLostError } from './device-lost-error';
import { GpuError } from './gpu-error';
import { releaseAtOnce } from './release-at-once';
import { reuseBindings } from './reuse-bindings';
import { reuseUniforms } from './reuse-uniforms';
import type { TfjsWebGpu, TfjsWebGpuBackend } from './tfjs-webgpu';
import { uploadThroughQueue } from './upload';

/**
 * tfjs's backend, which tells what went wrong. WebGPU reports errors late and aside: a shader that failed, memory that could not be had, a
 * device that was lost. Results after that are zeros. So the first error is kept, and every later read throws it.
 */
export function createBackend(
  { WebGPUBackend }: TfjsWebGpu,
  device: GPUDevice,
  info: GPUAdapterInfo,
): TfjsWebGpuBackend {
  const backend = new WebGPUBackend(device, info);
  backend.bufferManager = new BufferPool(device);
  reuseBindings(backend);
  reuseUniforms(backend);
  uploadThroughQueue(backend);
  releaseAtOnce(backend);
  let failure: Error | undefined;
  device.addEventListener('uncapturederror', (event) => {
    failure ??= new GpuError((event as GPUUncapturedErrorEvent).error.message);
  });
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') failure ??= new DeviceLostError(message);
  });
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    let values: Awaited<ReturnType<typeof read>>;
    try {
      values = await read(dataId);
    } catch (error) {
      throw failure ?? error;
    }
    if (failure !== undefined) throw failure;
    return values;
  };
  return backend;
}
