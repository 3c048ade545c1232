import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { callBase, type Kernel, kernel } from './kernel';
import { floatsOf } from './views';

/**
 * Sum or Mean over neighbouring axes, accumulated in float64 as tfjs cpu does. tfjs-backend-wasm transposes first
 * unless the axes are the last ones, then adds in float32. Other axes and dtypes are left to it.
 */
export function reduction(name: 'Sum' | 'Mean'): Kernel {
  return kernel<'x', { axis: number | number[]; keepDims: boolean }>(
    name,
    ({ inputs: { x }, attrs, backend }) => {
      const axes = util.parseAxisParam(attrs.axis, x.shape).sort((a, b) => a - b);
      const first = axes[0];
      const last = axes[axes.length - 1];
      const neighbours = first !== undefined && last !== undefined && last - first === axes.length - 1;
      if (!neighbours || x.dtype !== 'float32') return callBase(name, backend, { x }, attrs);
      const outer = util.sizeFromShape(x.shape.slice(0, first));
      const rows = util.sizeFromShape(x.shape.slice(first, last + 1));
      const columns = util.sizeFromShape(x.shape.slice(last + 1));
      const [reducedShape] = backend_util.computeOutAndReduceShapes(x.shape, axes);
      const shape = attrs.keepDims ? backend_util.expandShapeToKeepDim(reducedShape, axes) : reducedShape;
      return sumRows(backend, x, { outer, rows, columns }, name === 'Mean' ? 1 / rows : 1, shape);
    },
  );
}

/** [outer, rows, columns] -> [outer, columns], times `factor`. */
function sumRows(
  backend: BackendWasm,
  x: TensorInfo,
  { outer, rows, columns }: { outer: number; rows: number; columns: number },
  factor: number,
  shape: number[],
): TensorInfo {
  const out = backend.makeOutput(shape, 'float32');
  const from = floatsOf(backend, x);
  const to = floatsOf(backend, out);
  if (columns === 1) {
    for (let i = 0; i < outer; i++) to[i] = sumOf(from, i * rows, rows) * factor;
    return out;
  }
  const sums = new Float64Array(columns);
  for (let i = 0; i < outer; i++) {
    sums.fill(0);
    let at = i * rows * columns;
    let row = 0;
    for (; row + 4 <= rows; row += 4, at += 3 * columns) {
      for (let k = 0; k < columns; k++, at++) {
        const pair = (from[at] as number) + (from[at + columns] as number);
        const next = (from[at + 2 * columns] as number) + (from[at + 3 * columns] as number);
        sums[k] = (sums[k] as number) + (pair + next);
      }
    }
    for (; row < rows; row++) {
      for (let k = 0; k < columns; k++) sums[k] = (sums[k] as number) + (from[at++] as number);
    }
    for (let k = 0; k < columns; k++) to[i * columns + k] = (sums[k] as number) * factor;
  }
  return out;
}

/** Four partial sums, because one would wait for each addition to end. */
function sumOf(values: Float32Array, start: number, count: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = start;
  const end = start + count;
  for (; i + 4 <= end; i += 4) {
    a += values[i] as number;
    b += values[i + 1] as number;
    c += values[i + 2] as number;
    d += values[i + 3] as number;
  }
  for (; i < end; i++) a += values[i] as number;
  return a + b + (c + d);
}
