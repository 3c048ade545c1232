import { concat, reshape, split, type Tensor, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import type { Columns, ModelTensor } from './model-tensor';

/** Sets one tensor of a model. @param data In PyTorch's layout; it becomes the model's, the caller must not change it. */
export function writeTensor({ shape, variable, columns, fromTorch }: ModelTensor, data: Float32Array): void {
  tidy(() => {
    const value = tensor(data, [...shape]);
    const part = fromTorch === undefined ? value : transpose(value, fromTorch);
    const whole = columns === undefined ? part : withColumns(variable.read(), columns, part);
    variable.write(reshape(whole, variable.shape as number[]));
  });
}

function withColumns(whole: Tensor, { begin, size }: Columns, part: Tensor): Tensor {
  const rest = (whole.shape.at(-1) as number) - begin - size;
  const [before, , after] = split(whole, [begin, size, rest], -1) as [Tensor, Tensor, Tensor];
  return concat([before, part, after], -1);
}
