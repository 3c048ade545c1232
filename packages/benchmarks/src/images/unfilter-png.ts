/**
 * Takes back a filter of PNG, in place: each byte of `row` was stored as the difference from a prediction
 * (https://www.w3.org/TR/png-3/#9Filters).
 *
 * @param above the row above it, without its filter; zeros above the first
 * @param distance bytes from a pixel to the next, at least 1
 */
export function unfilter(filter: number, row: Uint8Array, above: Uint8Array, distance: number): void {
  const predict = predictions[filter];
  if (predict === undefined) throw new Error(`a filter ${filter} that PNG does not have`);
  if (filter === 0) return;
  for (let i = 0; i < row.length; i++) {
    const isFirst = i < distance;
    const left = isFirst ? 0 : (row[i - distance] as number);
    const corner = isFirst ? 0 : (above[i - distance] as number);
    row[i] = (row[i] as number) + predict(left, above[i] as number, corner);
  }
}

type Prediction = (left: number, above: number, corner: number) => number;

const predictions: readonly Prediction[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** The neighbour that is nearest to left + above − corner. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
