import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';

/**
 * Moves columns: [rows, width] → [rows, outputs]. Column `columns[i]` becomes column `classes[i]`, all others are 0. Call the
 * result inside `tidy`; differentiable.
 *
 * @throws RangeError when the columns are not below the width, or the classes not different columns of the outputs, one for each
 */
export function columnPlacement(
  width: number,
  columns: readonly number[],
  classes: readonly number[],
  outputs: number,
): (values: Tensor2D) => Tensor2D {
  if (!columns.every(isBelow(width)) || columns.length !== classes.length) {
    throw new RangeError(
      `the columns [${columns.join(', ')}] were given for ${classes.length} classes of a model of ${width} outputs; there must ` +
        `be one for each class, from 0 to ${width - 1}. Correct 'columns' or 'classes'.`,
    );
  }
  if (!classes.every(isBelow(outputs)) || new Set(classes).size < classes.length) {
    throw new RangeError(
      `the classes [${classes.join(', ')}] were given for a model of ${width} outputs; they must be different ` +
        `numbers from 0 to ${outputs - 1}. Correct 'classes' or 'outputs'.`,
    );
  }
  const placement = new Float32Array(width * outputs);
  columns.forEach((column, i) => {
    placement[column * outputs + (classes[i] as number)] = 1;
  });
  return (values) => matMul(values, tensor2d(placement, [width, outputs]));
}

function isBelow(limit: number): (index: number) => boolean {
  return (index) => Number.isInteger(index) && index >= 0 && index < limit;
}
