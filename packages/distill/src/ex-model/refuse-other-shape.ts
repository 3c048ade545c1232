import type { Tensor2D } from '@tensorflow/tfjs-core';

/** @throws RangeError unless there is a target for each image and output. */
export function refuseOtherShape({ shape }: Tensor2D, batch: number, outputs: number): void {
  if (shape.join() === `${batch},${outputs}`) return;
  throw new RangeError(
    `targets of shape [${shape.join(', ')}] were made for ${batch} images; the student needs [${batch}, ${outputs}], ` +
      'a target for each image and output. Correct the function given as targets.',
  );
}
