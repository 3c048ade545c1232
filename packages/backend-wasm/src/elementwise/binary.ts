import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { broadcastStrides, collapse, type Dimension } from '../shape/collapse';
import { writeTable } from '../shape/table';
import { ELEMENT_GRAIN } from '../threads/grain';

/** `shape` without its leading ones is the end of `whole`. */
function isRowOf(shape: readonly number[], whole: readonly number[]): boolean {
  let first = 0;
  while (shape[first] === 1) first++;
  const start = whole.length - shape.length;
  for (let i = first; i < shape.length; i++) if (shape[i] !== whole[start + i]) return false;
  return start >= 0;
}

/** f(a, b) with broadcast; `undefined` unless both are float32. */
export function binary(
  backend: WasmBackend,
  f: number,
  a: TensorInfo,
  b: TensorInfo,
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const { threads } = backend;
  const sizeA = util.sizeFromShape(a.shape);
  const sizeB = util.sizeFromShape(b.shape);
  const same = util.arraysEqual(a.shape, b.shape);
  const shape = same ? a.shape : broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const size = same ? sizeA : util.sizeFromShape(shape);
  const output = backend.output(shape);
  const left = backend.address(a);
  const right = backend.address(b);
  const to = backend.address(output);
  if (size === 0) return output;
  if (same || ((sizeA === 1 || sizeB === 1) && size === Math.max(sizeA, sizeB))) {
    const stepA = sizeA === 1 && size > 1 ? 0 : 1;
    const stepB = sizeB === 1 && size > 1 ? 0 : 1;
    threads.run('binary', size, ELEMENT_GRAIN, f, left, stepA, right, stepB, to);
  } else if (sizeA === size && isRowOf(b.shape, a.shape)) {
    rows(backend, f, 0, left, right, to, size, sizeB);
  } else if (sizeB === size && isRowOf(a.shape, b.shape)) {
    rows(backend, f, 1, right, left, to, size, sizeA);
  } else {
    const rank = shape.length;
    const stridesA = broadcastStrides(a.shape, rank);
    const stridesB = broadcastStrides(b.shape, rank);
    const loop = collapse(
      shape.map((length, i) => ({ size: length, a: stridesA[i] as number, b: stridesB[i] as number })),
    );
    const inner = loop.pop() as Dimension;
    const table = writeTable(backend, loop);
    const grain = Math.ceil(ELEMENT_GRAIN / inner.size);
    const args = [f, left, inner.a, right, inner.b, to, inner.size, table, loop.length] as const;
    threads.run('binaryBroadcast', size / inner.size, grain, ...args);
  }
  return output;
}

function rows(
  { threads }: WasmBackend,
  f: number,
  swapped: number,
  whole: number,
  row: number,
  to: number,
  size: number,
  period: number,
): void {
  threads.reserveScratch(2048);
  const grain = Math.ceil(ELEMENT_GRAIN / period);
  threads.run('binaryRows', size / period, grain, f, swapped, whole, row, to, period);
}

/** Compares float32 tensors of one shape, or one with a scalar; `undefined` otherwise. */
export function compare(
  backend: WasmBackend,
  f: number,
  a: TensorInfo,
  b: TensorInfo,
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const sizeA = util.sizeFromShape(a.shape);
  const sizeB = util.sizeFromShape(b.shape);
  const same = util.arraysEqual(a.shape, b.shape);
  if (!same && sizeA !== 1 && sizeB !== 1) return undefined;
  const shape = same ? a.shape : broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const size = util.sizeFromShape(shape);
  const output = backend.output(shape, 'bool');
  const stepA = sizeA === 1 ? 0 : 1;
  const stepB = sizeB === 1 ? 0 : 1;
  const args = [f, backend.address(a), stepA, backend.address(b), stepB, backend.address(output)] as const;
  backend.threads.run('compare', size, ELEMENT_GRAIN, ...args);
  return output;
}
