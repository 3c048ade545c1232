import { equal, expandDims, tidy, where } from '@tensorflow/tfjs-core';
import type { Targets } from './targets';

/**
 * For a multi-head student: an image of the expert's task has the expert's logits as targets, every other image those of
 * the previous student's head for its task.
 *
 * The reference adds the new head's untrained logits to the expert's; that is a slip, not done here.
 *
 * @throws RangeError without the tasks of a multi-task stream
 */
export const multiTaskTargets: Targets = ({ expertLogits, previousLogits, expertTask, tasks }) => {
  if (expertTask === undefined || tasks === undefined) {
    throw new RangeError(
      'multiTaskTargets was given teachers without tasks; it needs the task of the expert and of each image. ' +
        'Give the experts their tasks, or use distillationTargets.',
    );
  }
  if (previousLogits === undefined) return expertLogits.clone();
  return tidy(() => where(expandDims(equal(tasks, expertTask), 1), expertLogits, previousLogits));
};
