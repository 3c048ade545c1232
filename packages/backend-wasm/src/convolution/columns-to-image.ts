import type { backend_util } from '@tensorflow/tfjs-core';
import { CONTROL } from '../threads/control-block';
import type { Workspace } from '../threads/workspace';
import { windowGeometry } from './window-geometry';
import { roundUp } from './winograd';

/** Products that an addition into the image costs as much as. */
const ADDITION = 4;
/** The cost of this way over that of the plans, at most. */
const WORTHWHILE = 0.7;

/** Whether the input gradient is cheaper so: few input channels leave most of a tile empty otherwise. */
export function prefersColumns(info: backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, inChannels, outChannels, strideHeight, strideWidth, padInfo } = info;
  if (info.dilationHeight * info.dilationWidth !== 1 || padInfo.top < 0 || padInfo.left < 0) return false;
  const taps = filterHeight * filterWidth;
  const outputs = info.outHeight * info.outWidth;
  const inputs = (info.inHeight * info.inWidth) / (strideHeight * strideWidth);
  const planned = inputs * taps * outChannels * roundUp(inChannels, 4);
  const columns = outputs * (outChannels * roundUp(taps * inChannels, 8) + ADDITION * taps * inChannels);
  return columns <= WORTHWHILE * planned;
}

/** The gradient of a convolution with respect to its input, on addresses. */
export function columnsToImage(
  workspace: Workspace,
  info: backend_util.Conv2DInfo,
  gradient: number,
  filters: number,
  target: number,
): void {
  const { threads } = workspace;
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = info;
  const patch = filterHeight * filterWidth * inChannels;
  const panelCount = Math.ceil(patch / 8);
  const panels = workspace.temporary(panelCount * 8 * outChannels * 4);
  threads.run('packPanels', panelCount, panelCount, {
    source: filters,
    target: panels,
    offsets: CONTROL.zeros,
    groups: 1,
    depth: outChannels,
    columns: patch,
    rowStride: 1,
    columnStride: outChannels,
  });
  const { top, left, bottom, right } = info.padInfo;
  const region =
    (inHeight + top + bottom + filterHeight) * (inWidth + left + right + filterWidth) * inChannels;
  threads.reserveScratch(128 + (outHeight * outWidth * patch + region) * 4);
  const grain = Math.max(1, Math.floor(info.batchSize / (threads.size * 8)));
  threads.run('columnsToImage', info.batchSize, grain, {
    gradient,
    panels,
    target,
    zeros: workspace.zeros(patch),
    zero: CONTROL.zeros,
    ...windowGeometry(info),
  });
}
