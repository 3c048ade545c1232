import { dispose, slice, type Tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import type { ModelTensor } from './model-tensors';

/** A copy of one tensor of a model, in PyTorch's layout. */
export function readTensor({ variable, columns, toTorch }: ModelTensor): Float32Array {
  const value = tidy((): Tensor => {
    const whole = variable.read();
    const leading = whole.shape.slice(0, -1);
    const part =
      columns === undefined
        ? whole
        : slice(whole, [...leading.map(() => 0), columns.begin], [...leading, columns.size]);
    return toTorch === undefined ? part.clone() : transpose(part, toTorch);
  });
  // Not within tidy, which looks for tensors in what it gives back, value by value.
  const data = new Float32Array(value.dataSync());
  dispose(value);
  return data;
}
