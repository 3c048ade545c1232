import { cast, equal, expandDims, type Tensor1D, type Tensor2D, tensor1d } from '@tensorflow/tfjs-core';

/** [batch] (int32) → [batch, choices]: 1 at each row's choice, 0 elsewhere. As `oneHot`, which refuses a single choice. */
export function choiceMask(choice: Tensor1D, choices: number): Tensor2D {
  const all = tensor1d(Int32Array.from({ length: choices }, (_, i) => i));
  return cast(equal(expandDims(choice, 1), all), 'float32') as Tensor2D;
}
