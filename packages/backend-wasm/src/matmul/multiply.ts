import { CONTROL } from '../threads/control-block';
import type { Workspace } from '../threads/workspace';

/** Multiply-adds worth a thread's while. */
const GRAIN_WORK = 32_768;

/** The tile buffer and the packed pieces (assembly/matmul.ts): 32 tiles and a panel of 256 steps. */
const PACKED_BYTES = 128 + 256 * 32 + 32 * 256 * 16 + 64;

/** One product of matrices on addresses: C (m x n) = op(A) op(B) + bias. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** A is stored k x m (and B may then not be transposed). */
  readonly transposeA: boolean;
  /** B is stored n x k. */
  readonly transposeB: boolean;
}

function grainOf(items: number, work: number, threads: number, multiple: number): number {
  const fair = Math.ceil(items / (threads * 4));
  const worthwhile = Math.ceil((items * GRAIN_WORK) / Math.max(work, 1));
  return Math.ceil(Math.max(fair, worthwhile) / multiple) * multiple;
}

/** @param bias the address of n floats; a product with A transposed has none */
export function multiply(
  workspace: Workspace,
  product: Product,
  a: number,
  b: number,
  bias: number,
  c: number,
): void {
  const { m, n, k, transposeA, transposeB } = product;
  const { threads } = workspace;
  threads.reserveScratch(PACKED_BYTES);
  if (transposeA) {
    const tiles = Math.ceil(m / 4);
    const grain = grainOf(tiles, m * n * k, threads.size, 1);
    threads.run('matmulColumns', tiles, grain, { a, b, c, m, n, k, zeros: CONTROL.zeros });
    return;
  }
  const panelCount = Math.ceil(n / 8);
  const panels = workspace.temporary(panelCount * 8 * k * 4);
  threads.run('packPanels', panelCount, Math.ceil(16_384 / (8 * k)), {
    source: b,
    target: panels,
    offsets: CONTROL.zeros,
    groups: 1,
    depth: k,
    columns: n,
    rowStride: transposeB ? 1 : n,
    columnStride: transposeB ? k : 1,
  });
  const grain = grainOf(m, m * n * k, threads.size, 4);
  threads.run('matmulRows', m, grain, { a, aStride: k, panels, bias, c, k, n, zero: CONTROL.zeros });
}
