import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { areClasses } from '../are-classes';

/**
 * Moves columns: [rows, width] → [rows, outputs]. Column `columns[i]` becomes column `classes[i]`, all others are 0. Call the
 * result inside `tidy`; differentiable.
 *
 * @throws RangeError when the columns are not different ones below the width, the classes not different columns of the outputs, one
 * for each, or there are none
 */
export function columnPlacement(
  width: number,
  columns: readonly number[],
  classes: readonly number[],
  outputs: number,
): (values: Tensor2D) => Tensor2D {
  if (!areClasses(columns, width) || columns.length !== classes.length) {
    throw new RangeError(
      `the columns [${columns.join(', ')}] were given for ${classes.length} classes of a model of ${width} outputs; there must ` +
        `be a different one for each class, at least one, from 0 to ${width - 1}. Correct 'columns' or 'classes'.`,
    );
  }
  if (!areClasses(classes, outputs)) {
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
