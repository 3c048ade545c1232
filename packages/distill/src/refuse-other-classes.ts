import { areClasses } from './are-classes';

/** @throws RangeError unless the expert has classes, and they are different outputs of the student */
export function refuseOtherClasses(classes: readonly number[], outputs: number): void {
  if (areClasses(classes, outputs)) return;
  throw new RangeError(
    `an expert of classes [${classes.join(', ')}] was given; the student has the outputs 0 to ${outputs - 1}. ` +
      'Give the expert at least one class, all of them different outputs of the student.',
  );
}
