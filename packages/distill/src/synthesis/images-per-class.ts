/** The expert's classes, each `⌊count / classes⌋` times in a row. */
export function classesOfImages(classes: readonly number[], count: number): Int32Array {
  const perClass = Math.floor(count / classes.length);
  if (!Number.isSafeInteger(perClass) || perClass < 1) {
    throw new RangeError(
      `a budget of ${count} images was given for an expert of ${classes.length} classes; ` +
        'it needs at least one image per class. Raise the budget (buffer_size).',
    );
  }
  return Int32Array.from(
    { length: perClass * classes.length },
    (_, i) => classes[Math.floor(i / perClass)] as number,
  );
}
