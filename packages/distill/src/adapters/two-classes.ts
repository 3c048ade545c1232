import { matMul, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';

/** The lone output of a binary classifier, the log-odds of its second class, as the logits of both: [rows, 1] → [rows, 2]. */
export function twoClasses(logOdds: Tensor2D): Tensor2D {
  return matMul(logOdds, tensor2d([-0.5, 0.5], [1, 2]));
}

/** Whether a model of that many outputs tells its two classes apart by a lone one. */
export function isBinary(width: number, classes: readonly number[]): boolean {
  return width === 1 && classes.length === 2;
}
