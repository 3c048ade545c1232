import type { backend_util } from '@tensorflow/tfjs-core';
import { CONTROL } from '../threads/control-block';
import type { Workspace } from '../threads/workspace';

/** Transformed tiles and products that one thread works on: sized to stay in its second-level cache. */
const CACHE_BYTES = 700_000;
/** Below these, transforms cost more than they save. */
const MINIMUM_CHANNELS = 8;
const MINIMUM_TILES = 16;
/** Products of the tiles over products of the definition, at most. */
const WORTHWHILE = 0.6;
/** The buffers before the matrices (assembly/winograd.ts). */
const FIXED_BYTES = 1024 + 256;

/** A convolution of 3x3 filters with stride 1, or the gradient of one with respect to its input. */
export interface WinogradProblem {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  /** The output's pixel (y, x) sees the image from (y - top, x - left). */
  readonly top: number;
  readonly left: number;
}

/** How to read the filters, in bytes: the first tap's address, and the distances of taps, rows and columns. */
export interface FilterLayout {
  readonly source: number;
  readonly tapStep: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

export function tilesOf({ images, outHeight, outWidth }: WinogradProblem): number {
  return images * Math.ceil(outHeight / 4) * Math.ceil(outWidth / 4);
}

function isWorthwhile(problem: WinogradProblem): boolean {
  const tiles = tilesOf(problem);
  const products = (36 * tiles) / (9 * problem.images * problem.outHeight * problem.outWidth);
  const channels = Math.min(problem.channels, problem.outChannels);
  return channels >= MINIMUM_CHANNELS && tiles >= MINIMUM_TILES && products <= WORTHWHILE;
}

function isThreeByThree(info: backend_util.Conv2DInfo): boolean {
  return [info.filterHeight, info.filterWidth].every((n) => n === 3) && isUnit(info);
}

function isUnit({
  strideHeight,
  strideWidth,
  dilationHeight,
  dilationWidth,
}: backend_util.Conv2DInfo): boolean {
  return strideHeight * strideWidth * dilationHeight * dilationWidth === 1;
}

/** The convolution itself; `undefined` where Winograd's algorithm does not apply or pay. */
export function winogradForward(info: backend_util.Conv2DInfo): WinogradProblem | undefined {
  const problem = {
    images: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
  return isThreeByThree(info) && isWorthwhile(problem) ? problem : undefined;
}

/** The gradient with respect to the input: the output's gradient convolved with turned filters. */
export function winogradBackward(info: backend_util.Conv2DInfo): WinogradProblem | undefined {
  const problem = {
    images: info.batchSize,
    height: info.outHeight,
    width: info.outWidth,
    channels: info.outChannels,
    outHeight: info.inHeight,
    outWidth: info.inWidth,
    outChannels: info.inChannels,
    top: 2 - info.padInfo.top,
    left: 2 - info.padInfo.left,
  };
  return isThreeByThree(info) && isWorthwhile(problem) ? problem : undefined;
}

export function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** target = source * filters + bias, on addresses. */
export function convolveWinograd(
  workspace: Workspace,
  problem: WinogradProblem,
  source: number,
  filters: FilterLayout,
  bias: number,
  target: number,
): void {
  const { threads } = workspace;
  const { channels, outChannels } = problem;
  const matrixBytes = roundUp(outChannels, 8) * channels * 4;
  const panels = workspace.temporary(36 * matrixBytes);
  const total = tilesOf(problem);
  const tileBytes = 36 * 4 * (roundUp(channels, 4) + roundUp(outChannels, 8));
  const fitting = Math.floor(CACHE_BYTES / tileBytes / 4) * 4;
  const shared = roundUp(Math.ceil(total / (4 * threads.size)), 4);
  const tiles = Math.max(8, Math.min(fitting, shared, 64));
  threads.reserveScratch(FIXED_BYTES + tiles * tileBytes + 36 * channels * 4);
  const panelCount = Math.ceil(outChannels / 8);
  threads.run('winogradFilters', panelCount, 1, {
    target: panels,
    depth: channels,
    columns: outChannels,
    matrixBytes,
    ...filters,
  });
  threads.run('winograd', Math.ceil(total / tiles), 1, {
    source,
    panels,
    bias,
    target,
    tiles,
    total,
    zero: CONTROL.zeros,
    ...problem,
  });
}
