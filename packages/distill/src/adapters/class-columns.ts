import type { Tensor2D } from '@tensorflow/tfjs-core';
import { columnPlacement } from './column-placement';

/**
 * How a model's columns become the stream's: [rows, width] → [rows, outputs]. A model of `outputs` columns
 * is left as it is; in one of `classes.length` columns the i-th becomes column `classes[i]`, and all others
 * are 0. Call the result inside `tidy`; differentiable.
 *
 * @throws RangeError when the width is neither, or the classes are not different columns of the outputs.
 */
export function classColumns(
  width: number,
  classes: readonly number[],
  outputs: number,
): (values: Tensor2D) => Tensor2D {
  if (width === outputs) return (values) => values;
  if (width !== classes.length) {
    throw new RangeError(
      `a model of ${width} outputs was given for ${classes.length} classes of ${outputs} outputs; it must have ` +
        "an output for each of its classes or all outputs. Correct 'classes' or 'outputs'.",
    );
  }
  const inOrder = classes.map((_, i) => i);
  return columnPlacement(width, inOrder, classes, outputs);
}
