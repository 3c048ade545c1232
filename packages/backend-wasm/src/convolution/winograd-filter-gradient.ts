import { CONTROL } from '../threads/control-block';
import type { Workspace } from '../threads/workspace';
import { roundUp, tilesOf, type WinogradProblem } from './winograd';

/** Bytes of transformed tiles between the transform and the products: they stay in a cache that the threads share. */
const CHUNK_BYTES = 4_000_000;
/** Tiles that a thread transforms at once. */
const TILE_GRAIN = 8;
/** The buffers before the patch (assembly/winograd.ts). */
const FIXED_BYTES = 1024 + 256;

/** The gradient of a convolution with respect to its filters, on addresses. `problem` is that of the convolution. */
export function winogradFilterGradient(
  workspace: Workspace,
  problem: WinogradProblem,
  source: number,
  gradient: number,
  target: number,
): void {
  const { threads } = workspace;
  const { channels, outChannels } = problem;
  const inBytes = roundUp(channels, 4) * 4;
  const outBytes = roundUp(outChannels, 8) * 4;
  const total = tilesOf(problem);
  const tiles = Math.min(total, Math.max(64, Math.floor(CHUNK_BYTES / (36 * (inBytes + outBytes)))));
  threads.reserveScratch(FIXED_BYTES + 36 * channels * 4);
  const inputs = workspace.temporary(36 * tiles * (inBytes + outBytes) + 128);
  const outputs = inputs + 36 * tiles * inBytes + 64;
  const productBytes = 36 * roundUp(channels, 4) * outBytes;
  const products = workspace.temporary(productBytes);
  workspace.fillZeros(products, productBytes / 4);
  for (let first = 0; first < total; first += tiles) {
    const count = Math.min(tiles, total - first);
    threads.run('winogradPairs', count, TILE_GRAIN, {
      source,
      gradient,
      inputs,
      outputs,
      tiles,
      first,
      ...problem,
    });
    threads.run('winogradProducts', 36, 1, {
      inputs,
      outputs,
      target: products,
      channels,
      outChannels,
      tiles,
      count,
      zeros: CONTROL.zeros,
    });
  }
  threads.run('winogradFilterGradient', channels, 8, { products, target, channels, outChannels });
}
