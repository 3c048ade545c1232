/** labels.length × outputs values, row-major: 1 at each label, 0 elsewhere. */
export function oneHotRows(labels: Int32Array, outputs: number): Float32Array {
  const rows = new Float32Array(labels.length * outputs);
  labels.forEach((label, i) => {
    if (label < 0 || label >= outputs) {
      throw new RangeError(
        `label ${label} was given; it must be one of the student's ${outputs} outputs, 0 to ${outputs - 1}.`,
      );
    }
    rows[i * outputs + label] = 1;
  });
  return rows;
}
