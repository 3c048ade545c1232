import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Expert } from './expert';
import { refuseOtherWidth } from './refuse-other-width';

/** @throws RangeError unless the expert's logits for the images are as wide as the student's */
export function expertLogits(expert: Expert, images: Tensor4D, outputs: number): Tensor2D {
  const logits = expert.logits(images);
  refuseOtherWidth(expert, logits, images.shape[0], outputs);
  return logits;
}
