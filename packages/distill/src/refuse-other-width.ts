import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Expert } from './expert';

/** @throws RangeError unless the expert's logits are as wide as the student's: others would be broadcast, or fail further on. */
export function refuseOtherWidth(
  { classes }: Expert,
  { shape }: Tensor2D,
  batch: number,
  outputs: number,
): void {
  if (shape.join() === `${batch},${outputs}`) return;
  throw new RangeError(
    `an expert of classes [${classes.join(', ')}] gave logits of shape [${shape.join(', ')}] for ${batch} images; the student needs ` +
      `[${batch}, ${outputs}]: ${outputs} columns, one for each of its outputs. Place the expert's logits in the columns of its ` +
      "classes (expertFromLayersModel does it with 'outputs'), or correct the number of outputs.",
  );
}
