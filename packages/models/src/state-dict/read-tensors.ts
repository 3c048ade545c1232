import { dispose, keep, reshape, slice, type Tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import type { ModelTensor } from './model-tensor';

/** Copies of tensors of a model, in PyTorch's layout, with the values of the moment of the call. */
export async function readTensors(tensors: readonly ModelTensor[]): Promise<readonly Float32Array[]> {
  const values = tensors.map(inTorchLayout);
  try {
    return await Promise.all(values.map(async (value) => new Float32Array(await value.data())));
  } finally {
    dispose(values);
  }
}

/** Kept until the caller disposes it. */
function inTorchLayout({ shape, variable, columns, toTorch, fromTorch }: ModelTensor): Tensor {
  // Kept, since a scope that this is called in ends before the values are there.
  const value = tidy(() => {
    const whole = variable.read();
    const leading = whole.shape.slice(0, -1);
    const part =
      columns === undefined
        ? whole
        : slice(whole, [...leading.map(() => 0), columns.begin], [...leading, columns.size]);
    const ordered = reshape(part, fromTorch?.map((axis) => shape[axis] as number) ?? [...shape]);
    return toTorch === undefined ? ordered.clone() : transpose(ordered, toTorch);
  });
  return keep(value);
}
