import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import type { KernelArguments } from '../native/kernel-arguments';
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
  const y = backend.address(output);
  if (size === 0) return output;
  if (same || ((sizeA === 1 || sizeB === 1) && size === Math.max(sizeA, sizeB))) {
    const aStep = sizeA === 1 && size > 1 ? 0 : 1;
    const bStep = sizeB === 1 && size > 1 ? 0 : 1;
    threads.run('binary', size, ELEMENT_GRAIN, { f, a: left, aStep, b: right, bStep, y });
  } else if (sizeA === size && isRowOf(b.shape, a.shape)) {
    rows(backend, { f, swapped: 0, a: left, b: right, y, period: sizeB }, size);
  } else if (sizeB === size && isRowOf(a.shape, b.shape)) {
    rows(backend, { f, swapped: 1, a: right, b: left, y, period: sizeA }, size);
  } else {
    const rank = shape.length;
    const stridesA = broadcastStrides(a.shape, rank);
    const stridesB = broadcastStrides(b.shape, rank);
    const loop = collapse(
      shape.map((length, i) => ({ size: length, a: stridesA[i] as number, b: stridesB[i] as number })),
    );
    const inner = loop.pop() as Dimension;
    threads.run('binaryBroadcast', size / inner.size, Math.ceil(ELEMENT_GRAIN / inner.size), {
      f,
      a: left,
      aStep: inner.a,
      b: right,
      bStep: inner.b,
      y,
      inner: inner.size,
      table: writeTable(backend, loop),
      rank: loop.length,
    });
  }
  return output;
}

/** f of each row of `a`, `size` elements in all, and the one row `b`. */
function rows({ threads }: WasmBackend, operands: KernelArguments<'binaryRows'>, size: number): void {
  const { period } = operands;
  threads.reserveScratch(2048);
  threads.run('binaryRows', size / period, Math.ceil(ELEMENT_GRAIN / period), operands);
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
  backend.threads.run('compare', size, ELEMENT_GRAIN, {
    f,
    a: backend.address(a),
    aStep: sizeA === 1 ? 0 : 1,
    b: backend.address(b),
    bStep: sizeB === 1 ? 0 : 1,
    y: backend.address(output),
  });
  return output;
}
