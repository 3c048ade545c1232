import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';

/** [rows, outputs] booleans: true at the classes of each row. */
export function classRows(classesOfRows: readonly (readonly number[])[], outputs: number): Tensor2D {
  const mask = new Uint8Array(classesOfRows.length * outputs);
  classesOfRows.forEach((classes, row) => {
    for (const c of classes) mask[row * outputs + c] = 1;
  });
  return tensor2d(mask, [classesOfRows.length, outputs], 'bool');
}
