import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Notes a tensor as temporary and returns it. */
export type Temporary = (tensor: TensorInfo) => TensorInfo;

/**
 * `tf.tidy` for kernels: frees every tensor noted by `temporary`, when `compose` ends or throws, but the one it
 * returns. Kernels run below the engine's scopes, so what they make is theirs to free.
 */
export function withTemporaries(
  backend: BackendWasm,
  compose: (temporary: Temporary) => TensorInfo,
): TensorInfo {
  const made: TensorInfo[] = [];
  let result: TensorInfo | undefined;
  try {
    result = compose((tensor) => {
      made.push(tensor);
      return tensor;
    });
    return result;
  } finally {
    let kept = false;
    for (const { dataId } of made) {
      if (!kept && result?.dataId === dataId) kept = true;
      else backend.disposeData(dataId);
    }
  }
}
