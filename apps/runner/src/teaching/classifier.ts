import type { Student } from '@exmodel/distill';
import { add, type Tensor2D, type Tensor4D, tensor1d, tidy } from '@tensorflow/tfjs-core';

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

/** A classifier that chooses among these classes only. */
export function choosingAmong(
  classifier: Classifier,
  classes: readonly number[],
  outputs: number,
): Classifier {
  const others = otherClasses(classes, outputs);
  return {
    logits: (images, tasks) => tidy(() => add(classifier.logits(images, tasks), tensor1d(others))),
  };
}

/** What is added to logits so that no other class has a probability. */
export function otherClasses(classes: readonly number[], outputs: number): Float32Array {
  const none = new Float32Array(outputs).fill(-1e9);
  for (const c of classes) none[c] = 0;
  return none;
}
