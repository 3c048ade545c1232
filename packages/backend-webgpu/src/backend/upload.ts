import { util } from '@tensorflow/tfjs-core';
import type { TensorData, TfjsWebGpuBackend } from './tfjs-webgpu';

/** A use that nothing makes of them sets the buffers of uploaded tensors apart from all others. */
const UPLOADED = 0x0100; // GPUBufferUsage.INDIRECT

/** A tensor of at most this many values is a constant: a step has a hundred of them, and the next step the same. */
const SMALL = 4;
/** Kept at a time. When there are more, all are forgotten. */
const MOST_CONSTANTS = 1024;

/**
 * Brings values to the GPU through its queue. tfjs makes a mapped buffer for each tensor and ends the pass, which takes a millisecond. Their buffers are never
 * such as a recorded dispatch uses, so that the order of the two does not matter. Constants are brought there once.
 */
export function uploadThroughQueue(backend: TfjsWebGpuBackend): void {
  const { bufferManager, queue, tensorMap } = backend;
  const uploadToGPU = backend.uploadToGPU.bind(backend);
  const constants = new Map<string, GPUBuffer>();

  function upload({ dtype, values }: TensorData, size: number): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST | UPLOADED;
    const buffer = bufferManager.acquireBuffer(size, usage);
    const numbers = values as ArrayLike<number>;
    queue.writeBuffer(buffer, 0, dtype === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers));
    return buffer;
  }

  function constant(data: TensorData, size: number): GPUBuffer {
    const key = `${data.dtype}${Array.from(data.values as ArrayLike<number>, (each) => (Object.is(each, -0) ? '-0' : each))}`;
    const found = constants.get(key);
    if (found !== undefined) return found;
    if (constants.size >= MOST_CONSTANTS) constants.clear();
    const buffer = upload(data, size);
    constants.set(key, buffer);
    return buffer;
  }

  backend.uploadToGPU = (dataId) => {
    const data = tensorMap.get(dataId) as TensorData;
    const length = util.sizeFromShape(data.shape);
    if (data.resource != null || data.values == null || data.dtype === 'complex64' || length === 0) {
      uploadToGPU(dataId);
      return;
    }
    // tfjs does not give back the buffer of a tensor that is "external".
    data.uploaded = true;
    data.external = length <= SMALL && data.own !== true;
    data.resource = data.external ? constant(data, 4 * length) : upload(data, 4 * length);
    data.values = null;
  };
}
