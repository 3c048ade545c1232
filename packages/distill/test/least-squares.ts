/**
 * The squares that a linear layer from each row of inputs, with a bias, leaves of as many rows of values: with the least that it can.
 *
 * @param values rows.length × any number of columns, row-major
 */
export function unexplained(rows: readonly (readonly number[])[], values: Float32Array): number {
  const columns = values.length / rows.length;
  // Each column less its part along every input before it (Gram and Schmidt), then each value column less its parts along all.
  const basis: number[][] = [];
  const reduced = (column: number[]) => {
    for (const one of basis) {
      const along = dot(one, column);
      for (let i = 0; i < column.length; i++) column[i] = (column[i] as number) - along * (one[i] as number);
    }
    return column;
  };
  for (const input of [rows.map(() => 1), ...(rows[0] ?? []).map((_, k) => rows.map((row) => row[k] ?? 0))]) {
    const size = Math.sqrt(dot(input, input));
    const rest = reduced([...input]);
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-6 * size) basis.push(rest.map((value) => value / length));
  }
  const left = Array.from({ length: columns }, (_, c) =>
    reduced(rows.map((_, i) => values[i * columns + c] as number)),
  );
  return left.reduce((sum, column) => sum + dot(column, column), 0);
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, i) => sum + value * (other[i] as number), 0);
}
