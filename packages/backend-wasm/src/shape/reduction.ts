import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { ELEMENT_GRAIN } from '../threads/grain';
import { transpose } from './transpose';

/** The numbers of the functions in assembly/reduce.ts. */
export const REDUCTIONS = { sum: 0, max: 1, min: 2 } as const;

/** Elements of a long reduction that are combined first, so that threads share it and rounding errors stay small. */
const PART = 16_384;

/**
 * Reduces some axes of a float32 tensor; `undefined` for another type or an empty one.
 *
 * @param scale what a result is multiplied by, given the number of elements in it
 */
export function reduction(
  backend: WasmBackend,
  f: number,
  x: TensorInfo,
  axis: number | number[],
  keepDims: boolean,
  scale: (count: number) => number = () => 1,
): TensorInfo | undefined {
  if (x.dtype !== 'float32' || util.sizeFromShape(x.shape) === 0) return undefined;
  const axes = new Set(util.parseAxisParam(axis, x.shape));
  const kept = x.shape.filter((_, i) => !axes.has(i));
  const shape = keepDims ? x.shape.map((size, i) => (axes.has(i) ? 1 : size)) : kept;
  const output = backend.output(shape);
  // [outer, middle, inner], the middle reduced: as it lies, or after bringing the axes to the end.
  const first = x.shape.findIndex((size, i) => axes.has(i) && size > 1);
  const last = x.shape.findLastIndex((size, i) => axes.has(i) && size > 1);
  const together = x.shape.every((size, i) => size === 1 || i < first || i > last || axes.has(i));
  if (together || first < 0) {
    const at = Math.max(first, 0);
    const end = first < 0 ? 0 : last + 1;
    const outer = util.sizeFromShape(x.shape.slice(0, at));
    const middle = util.sizeFromShape(x.shape.slice(at, end));
    const inner = util.sizeFromShape(x.shape.slice(end));
    reduceMiddle(
      backend,
      f,
      backend.address(x),
      backend.address(output),
      outer,
      middle,
      inner,
      scale(middle),
    );
  } else {
    const order = [...x.shape.keys()].sort((i, j) => Number(axes.has(i)) - Number(axes.has(j)) || i - j);
    const turned = transpose(backend, x, order);
    const outer = util.sizeFromShape(kept);
    const middle = util.sizeFromShape(x.shape) / outer;
    reduceMiddle(
      backend,
      f,
      backend.address(turned),
      backend.address(output),
      outer,
      middle,
      1,
      scale(middle),
    );
    backend.disposeIntermediateTensorInfo(turned);
  }
  return output;
}

/** y[outer, inner] = scale * f over the middle of x[outer, middle, inner], on addresses. */
export function reduceMiddle(
  backend: WasmBackend,
  f: number,
  x: number,
  y: number,
  outer: number,
  middle: number,
  inner: number,
  scale: number,
): void {
  const { threads } = backend;
  // Columns of four times the width fill vectors; a last step joins the four.
  const factor = inner > 1 && inner % 4 !== 0 && middle % 4 === 0 && middle >= 16 ? 4 : 1;
  const rows = middle / factor;
  const width = inner * factor;
  const parts = outer >= 16 ? 1 : divisorNear(rows, (rows * width) / PART);
  if (parts * factor === 1) {
    const grain = Math.ceil(ELEMENT_GRAIN / (middle * inner));
    threads.run('reduce', outer, grain, { f, x, y, middle, inner, scale });
    return;
  }
  const partial = backend.temporary(outer * parts * width * 4);
  const grain = Math.ceil((ELEMENT_GRAIN * parts) / (rows * width));
  threads.run('reduce', outer * parts, grain, {
    f,
    x,
    y: partial,
    middle: rows / parts,
    inner: width,
    scale: 1,
  });
  threads.run('reduce', outer, outer, { f, x: partial, y, middle: parts * factor, inner, scale });
}

/** A divisor of n, no more than 256, at least as large as wanted where there is one. */
function divisorNear(n: number, wanted: number): number {
  if (wanted <= 1) return 1;
  for (let d = Math.ceil(wanted); d <= Math.min(n, 256); d++) if (n % d === 0) return d;
  for (let d = Math.min(256, Math.floor(wanted)); d > 1; d--) if (n % d === 0) return d;
  return 1;
}
