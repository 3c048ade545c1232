import { div, maximum, ones, reshape, square, sub, sum, type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Weights } from '../weights';
import { type KernelLayer, kernelLayers, through } from './kernel-layers';
import { type TrainedSubspace, type TrainedSubspaceOptions, trainedSubspace } from './trained-subspace';

/** A layer that multiplies its input with a kernel, and what training left in that kernel. */
export interface TrainedLayer extends KernelLayer, TrainedSubspace {}

/**
 * The layers with a kernel that has fewer outputs than inputs, and was changed by training.
 *
 * @param initial the weights that training started from, in the model's own order; a layer whose kernel had another shape is left out
 */
export async function trainedLayers(
  model: LayersModel,
  initial: Weights,
  options: TrainedSubspaceOptions,
): Promise<TrainedLayer[]> {
  const trained: TrainedLayer[] = [];
  for (const each of kernelLayers(model)) {
    const { place, shape, inputs, outputs } = each;
    const start = initial[place];
    if (start?.shape.join() !== shape.join() || outputs >= inputs) continue;
    const kernel = model.weights[place] as (typeof model.weights)[number];
    const values = await (kernel.read() as Tensor).data<'float32'>();
    const subspace = await trainedSubspace(values, start.values, inputs, outputs, options);
    if (subspace.rank > 0) trained.push({ ...each, ...subspace });
  }
  return trained;
}

/**
 * [batch]: the share of the energy of the layer's input, over all places of a convolution, outside of the trained subspace.
 *
 * @param common [channels]: subtracted from the input
 */
export function outsideShare(whole: Tensor, layer: TrainedLayer, common: Float32Array): Tensor {
  const { basis, rank, shape } = layer;
  const [batch] = whole.shape as [number];
  const input = sub(whole, tensor(common));
  const perImage = (energy: Tensor) => sum(reshape(energy, [batch, -1]), 1);
  const sides = shape.slice(0, -1);
  const all = perImage(through(square(input), ones([...sides, 1]), layer));
  const inside = perImage(square(through(input, tensor(basis, [...sides, rank]), layer)));
  const outside = maximum(sub(all, inside), 0);
  return div(outside, maximum(all, 1e-20));
}
