import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Gives `use` a tensor over a part of `tensor`'s memory, from element `start` on, that lives only during the call. */
export function withWindow<Result>(
  backend: BackendWasm,
  tensor: TensorInfo,
  start: number,
  shape: number[],
  use: (window: TensorInfo) => Result,
): Result {
  const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  const window = backend.makeOutput(shape, 'float32', memoryOffset + 4 * start);
  try {
    return use(window);
  } finally {
    // disposeData of the backend would free memory that is not the window's own.
    backend.wasm.tfjs.disposeData(backend.dataIdMap.get(window.dataId).id);
    backend.dataIdMap.delete(window.dataId);
  }
}
