import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';

/**
 * Moves columns: [rows, width] → [rows, outputs]. Column `columns[i]` becomes column `classes[i]`, all others are 0. Call the
 * result inside `tidy`; differentiable.
 */
export function columnPlacement(
  width: number,
  columns: readonly number[],
  classes: readonly number[],
  outputs: number,
): (values: Tensor2D) => Tensor2D {
  const placement = new Float32Array(width * outputs);
  columns.forEach((column, i) => {
    placement[column * outputs + (classes[i] as number)] = 1;
  });
  return (values) => matMul(values, tensor2d(placement, [width, outputs]));
}
