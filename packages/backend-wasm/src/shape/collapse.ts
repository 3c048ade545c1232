/** A dimension of a loop over two arrays: its size and how far each steps, in elements. */
export interface Dimension {
  size: number;
  a: number;
  b: number;
}

/** The same loop with as few dimensions as possible: ones dropped, neighbours that step alike joined. At least one. */
export function collapse(dimensions: readonly Dimension[]): Dimension[] {
  const result: Dimension[] = [];
  for (const { size, a, b } of dimensions) {
    if (size === 1) continue;
    const last = result.at(-1);
    if (last !== undefined && last.a === a * size && last.b === b * size) {
      last.size *= size;
      last.a = a;
      last.b = b;
    } else {
      result.push({ size, a, b });
    }
  }
  return result.length === 0 ? [{ size: 1, a: 1, b: 1 }] : result;
}

/** The strides, in elements, of an array of `shape` that is broadcast to `rank` dimensions: 0 where it repeats. */
export function broadcastStrides(shape: readonly number[], rank: number): number[] {
  const strides = new Array<number>(rank).fill(0);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i] as number;
    if (size !== 1) strides[rank - shape.length + i] = stride;
    stride *= size;
  }
  return strides;
}
