import type { Expert } from '../expert';
import { refuseOtherClasses } from '../refuse-other-classes';
import type { Student } from '../student';

/** @throws RangeError when the student has several heads */
export function refuseHeads({ heads }: Student): void {
  if (heads === undefined || heads === 0) return;
  throw new RangeError(
    `a student of ${heads} heads was given; a consensus is about one head, on which all classes compete. ` +
      'Give a student without heads, or learn multi-task streams with ExModelLearner.',
  );
}

/** @throws RangeError when the expert has a task or its classes are not different outputs of the student */
export function refuseMisfit({ classes, task }: Expert, outputs: number): void {
  if (task !== undefined) {
    throw new RangeError(
      `an expert of task ${task} was given; a consensus is about one head, on which all classes compete. ` +
        'Omit the task, or learn multi-task streams with ExModelLearner.',
    );
  }
  refuseOtherClasses(classes, outputs);
}
