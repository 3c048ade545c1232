import type { backend_util } from '@tensorflow/tfjs-core';
import { multiply } from '../matmul/multiply';
import type { Workspace } from '../threads/workspace';
import { columnsToImage, prefersColumns } from './columns-to-image';
import { convolvePlanned, filterGradientPlanned } from './convolve-planned';
import { PlanCache } from './plan-cache';
import { isPointwise, pointwiseBackward, pointwiseFilterGradient, pointwiseForward } from './pointwise';
import { convolveWinograd, winogradBackward, winogradForward } from './winograd';
import { winogradFilterGradient } from './winograd-filter-gradient';

/**
 * Runs the three products of a convolution layer on addresses, each by the cheapest way for its geometry: a matrix product,
 * Winograd's algorithm, or a plan. Cost beside the products: one packing of the filters a call.
 */
export class Convolver {
  readonly #plans: PlanCache;

  constructor(private readonly workspace: Workspace) {
    this.#plans = new PlanCache(workspace.native);
  }

  /** target = source * filters + bias */
  forward(
    info: backend_util.Conv2DInfo,
    source: number,
    filters: number,
    bias: number,
    target: number,
  ): void {
    const { workspace } = this;
    const { inChannels, outChannels } = info;
    if (isPointwise(info)) {
      multiply(workspace, pointwiseForward(info), source, filters, bias, target);
      return;
    }
    const problem = winogradForward(info);
    if (problem !== undefined) {
      const layout = {
        source: filters,
        tapStep: inChannels * outChannels * 4,
        rowStep: outChannels * 4,
        columnStep: 4,
      };
      convolveWinograd(workspace, problem, source, layout, bias, target);
      return;
    }
    const matrix = { columns: outChannels, rowStride: outChannels, columnStride: 1 };
    const operands = { source, filters, bias, target };
    convolvePlanned(workspace, this.#plans.forward(info), info.batchSize, matrix, operands);
  }

  /** The gradient with respect to the input. */
  backward(info: backend_util.Conv2DInfo, gradient: number, filters: number, target: number): void {
    const { workspace } = this;
    const { inChannels, outChannels, batchSize } = info;
    if (isPointwise(info)) {
      multiply(workspace, pointwiseBackward(info), gradient, filters, workspace.zeros(inChannels), target);
      return;
    }
    const problem = winogradBackward(info);
    if (problem !== undefined) {
      // The filters turned: from the last tap to the first.
      const tapStep = inChannels * outChannels * 4;
      const layout = {
        source: filters + 8 * tapStep,
        tapStep: -tapStep,
        rowStep: 4,
        columnStep: outChannels * 4,
      };
      convolveWinograd(workspace, problem, gradient, layout, workspace.zeros(inChannels), target);
      return;
    }
    if (prefersColumns(info)) {
      columnsToImage(workspace, info, gradient, filters, target);
      return;
    }
    const { plans, complete } = this.#plans.backward(info);
    if (!complete) workspace.fillZeros(target, batchSize * info.inHeight * info.inWidth * inChannels);
    const matrix = { columns: inChannels, rowStride: 1, columnStride: outChannels };
    const operands = { source: gradient, filters, bias: workspace.zeros(inChannels), target };
    for (const plan of plans) convolvePlanned(workspace, plan, batchSize, matrix, operands);
  }

  /** The gradient with respect to the filters. */
  filterGradient(info: backend_util.Conv2DInfo, source: number, gradient: number, target: number): void {
    const { workspace } = this;
    if (isPointwise(info)) {
      multiply(workspace, pointwiseFilterGradient(info), source, gradient, 0, target);
      return;
    }
    const problem = winogradForward(info);
    if (problem !== undefined) {
      winogradFilterGradient(workspace, problem, source, gradient, target);
      return;
    }
    const operands = { source, gradient, target };
    filterGradientPlanned(workspace, this.#plans.forward(info), info.batchSize, operands);
  }
}
