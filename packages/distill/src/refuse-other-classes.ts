/** @throws RangeError unless the expert has classes, and they are different outputs of the student */
export function refuseOtherClasses(classes: readonly number[], outputs: number): void {
  const wrong = classes.some((c) => !Number.isInteger(c) || c < 0 || c >= outputs);
  if (classes.length > 0 && !wrong && new Set(classes).size === classes.length) return;
  throw new RangeError(
    `an expert of classes [${classes.join(', ')}] was given; the student has the outputs 0 to ${outputs - 1}. ` +
      'Give the expert at least one class, all of them different outputs of the student.',
  );
}
