import type { backend_util } from '@tensorflow/tfjs-core';
import { multiply } from '../matmul/multiply';
import type { Workspace } from '../threads/workspace';
import { columnsToImage, prefersColumns } from './columns-to-image';
import { type Plan, planBackward, planForward } from './plan';
import { convolveWinograd, winogradBackward, winogradForward } from './winograd';
import { winogradFilterGradient } from './winograd-filter-gradient';

/** A training run meets few geometries; past this many, all plans are made anew. */
const PLANS = 256;

interface Plans {
  forward?: Plan;
  backward?: { plans: Plan[]; complete: boolean };
}

function keyOf(info: backend_util.Conv2DInfo): string {
  const { top, left } = info.padInfo;
  return [
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    top,
    left,
  ].join();
}

/** A 1x1 filter that sees every pixel: a plain matrix product. */
function isPointwise({
  filterHeight,
  filterWidth,
  strideHeight,
  strideWidth,
  padInfo,
}: backend_util.Conv2DInfo): boolean {
  const { top, bottom, left, right } = padInfo;
  return filterHeight * filterWidth * strideHeight * strideWidth === 1 && top + bottom + left + right === 0;
}

function pixelsOf({ batchSize, outHeight, outWidth }: backend_util.Conv2DInfo): number {
  return batchSize * outHeight * outWidth;
}

/** Runs the three products of a convolution layer on addresses. Cost: one packing of the filters a call. */
export class Convolver {
  readonly #plans = new Map<string, Plans>();

  constructor(private readonly workspace: Workspace) {}

  /** target = source * filters + bias */
  forward(
    info: backend_util.Conv2DInfo,
    source: number,
    filters: number,
    bias: number,
    target: number,
  ): void {
    if (isPointwise(info)) {
      const product = {
        m: pixelsOf(info),
        n: info.outChannels,
        k: info.inChannels,
        transposeA: false,
        transposeB: false,
      };
      multiply(this.workspace, product, source, filters, bias, target);
      return;
    }
    const problem = winogradForward(info);
    if (problem !== undefined) {
      const transform = {
        source: filters,
        tapStep: info.inChannels * info.outChannels * 4,
        rowStep: info.outChannels * 4,
        columnStep: 4,
      };
      convolveWinograd(this.workspace, problem, source, transform, bias, target);
      return;
    }
    const plans = this.#of(info);
    plans.forward ??= planForward(info, this.workspace.native);
    const { outChannels } = info;
    this.#convolve(plans.forward, outChannels, outChannels, 1, info.batchSize, source, filters, bias, target);
  }

  /** The gradient with respect to the input. */
  backward(info: backend_util.Conv2DInfo, gradient: number, filters: number, target: number): void {
    if (isPointwise(info)) {
      const product = {
        m: pixelsOf(info),
        n: info.inChannels,
        k: info.outChannels,
        transposeA: false,
        transposeB: true,
      };
      multiply(this.workspace, product, gradient, filters, this.workspace.zeros(info.inChannels), target);
      return;
    }
    const problem = winogradBackward(info);
    if (problem !== undefined) {
      const tapStep = info.inChannels * info.outChannels * 4;
      const transform = {
        source: filters + 8 * tapStep,
        tapStep: -tapStep,
        rowStep: 4,
        columnStep: info.outChannels * 4,
      };
      convolveWinograd(
        this.workspace,
        problem,
        gradient,
        transform,
        this.workspace.zeros(info.inChannels),
        target,
      );
      return;
    }
    if (prefersColumns(info)) {
      columnsToImage(this.workspace, info, gradient, filters, target);
      return;
    }
    const plans = this.#of(info);
    plans.backward ??= planBackward(info, this.workspace.native);
    const { inChannels, outChannels, batchSize } = info;
    if (!plans.backward.complete) {
      this.workspace.fillZeros(target, batchSize * info.inHeight * info.inWidth * inChannels);
    }
    const bias = this.workspace.zeros(inChannels);
    for (const plan of plans.backward.plans) {
      this.#convolve(plan, inChannels, 1, outChannels, batchSize, gradient, filters, bias, target);
    }
  }

  /** The gradient with respect to the filters. */
  filterGradient(info: backend_util.Conv2DInfo, source: number, gradient: number, target: number): void {
    if (isPointwise(info)) {
      const product = {
        m: info.inChannels,
        n: info.outChannels,
        k: pixelsOf(info),
        transposeA: true,
        transposeB: false,
      };
      multiply(this.workspace, product, source, gradient, 0, target);
      return;
    }
    const problem = winogradForward(info);
    if (problem !== undefined) {
      winogradFilterGradient(this.workspace, problem, source, gradient, target);
      return;
    }
    const plans = this.#of(info);
    plans.forward ??= planForward(info, this.workspace.native);
    const { address, scratchBytes, tiles } = plans.forward;
    const { threads } = this.workspace;
    threads.reserveScratch(scratchBytes);
    const grain = Math.ceil(tiles / threads.size);
    threads.run('filterGradient', tiles, grain, {
      source,
      gradient,
      target,
      plan: address,
      batch: info.batchSize,
    });
  }

  #convolve(
    plan: Plan,
    columns: number,
    rowStride: number,
    columnStride: number,
    images: number,
    source: number,
    filters: number,
    bias: number,
    target: number,
  ): void {
    const { threads } = this.workspace;
    const panelCount = Math.ceil(columns / 8);
    const panels = this.workspace.temporary(panelCount * 8 * plan.groups * plan.depth * 4);
    threads.run('packPanels', panelCount, Math.ceil(16_384 / (8 * plan.groups * plan.depth)), {
      source: filters,
      target: panels,
      offsets: plan.groupTable,
      groups: plan.groups,
      depth: plan.depth,
      columns,
      rowStride,
      columnStride,
    });
    threads.reserveScratch(plan.scratchBytes);
    const grain = Math.max(1, Math.floor(images / (threads.size * 8)));
    threads.run('convolve', images, grain, { source, target, panels, bias, plan: plan.address });
  }

  #of(info: backend_util.Conv2DInfo): Plans {
    const key = keyOf(info);
    let plans = this.#plans.get(key);
    if (plans === undefined) {
      if (this.#plans.size === PLANS) this.#clear();
      plans = {};
      this.#plans.set(key, plans);
    }
    return plans;
  }

  #clear(): void {
    for (const { forward, backward } of this.#plans.values()) {
      for (const plan of [...(forward ? [forward] : []), ...(backward?.plans ?? [])]) {
        this.workspace.native.heap.release(plan.address);
      }
    }
    this.#plans.clear();
  }
}
