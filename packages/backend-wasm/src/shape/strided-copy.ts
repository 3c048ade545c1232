import type { WasmBackend } from '../backend/wasm-backend';
import { ELEMENT_GRAIN } from '../threads/grain';
import { collapse, type Dimension } from './collapse';
import { writeTable } from './table';

/** Copies elements of 4 bytes between two addresses; in each dimension, `a` steps the source and `b` the target. */
export function stridedCopy(
  backend: WasmBackend,
  source: number,
  target: number,
  dimensions: readonly Dimension[],
): void {
  const loop = collapse(dimensions);
  const inner = loop.pop() as Dimension;
  const rows = loop.reduce((product, { size }) => product * size, 1);
  if (rows * inner.size === 0) return;
  backend.threads.run('stridedCopy', rows, Math.ceil(ELEMENT_GRAIN / inner.size), {
    source,
    target,
    table: writeTable(backend, loop),
    rank: loop.length,
    inner: inner.size,
    sourceStep: inner.a,
    targetStep: inner.b,
  });
}
