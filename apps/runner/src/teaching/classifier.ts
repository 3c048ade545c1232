import type { Student } from '@exmodel/distill';
import { type Tensor2D, type Tensor4D, tensor1d, tidy } from '@tensorflow/tfjs-core';

/** Whatever maps images to scores. */
export interface Classifier {
  /**
   * Images [batch, height, width, channels] → scores [batch, outputs]; the prediction is the argmax.
   *
   * @param tasks in a multi-task stream, the task of each image
   */
  logits(images: Tensor4D, tasks?: Int32Array): Tensor2D;
}

/** A student as a classifier: each image's task chooses its head. */
export function studentClassifier(student: Student): Classifier {
  return {
    logits: (images, tasks) =>
      tidy(() => student.logits(images, tasks && { tasks: tensor1d(tasks, 'int32') })),
  };
}
