import {
  conv2d,
  div,
  matMul,
  maximum,
  ones,
  pad,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Weights } from '../weights';
import { type TrainedSubspace, trainedSubspace } from './trained-subspace';

type Layer = LayersModel['layers'][number];

/** A layer that multiplies its input, or patches of it, with a kernel, and what training left in that kernel. */
export interface TrainedLayer extends TrainedSubspace {
  readonly layer: Layer;
  readonly inputs: number;
  /** [inputs, outputs] or [height, width, channels, outputs]. */
  readonly shape: readonly number[];
  /** Of a convolution. */
  readonly strides: [number, number];
  readonly padding: number | 'same' | 'valid';
}

/**
 * The dense layers and ordinary convolutions whose kernel has fewer outputs than inputs, and was changed by training.
 *
 * @param initial the weights that training started from, in the model's own order; a layer whose kernel had another shape is left out
 */
export async function trainedLayers(model: LayersModel, initial: Weights): Promise<TrainedLayer[]> {
  const trained: TrainedLayer[] = [];
  for (const layer of kernelLayers(model)) {
    const kernel = layer.weights[0] as Layer['weights'][number];
    const start = initial[model.weights.indexOf(kernel)];
    const shape = kernel.shape as number[];
    const outputs = shape.at(-1) ?? 0;
    const inputs = shape.reduce((product, side) => product * side, 1) / outputs;
    if (start?.shape.join() !== shape.join() || outputs >= inputs) continue;
    const geometry = layer.getConfig() as unknown as Geometry;
    if (!isPlain(geometry)) continue;
    const values = await (kernel.read() as Tensor).data<'float32'>();
    const subspace = trainedSubspace(values, start.values, inputs, outputs);
    if (subspace.rank === 0) continue;
    const { strides = [1, 1], stride, padding = 'valid' } = geometry;
    trained.push({
      ...subspace,
      layer,
      inputs,
      shape,
      strides: stride === undefined ? strides : [stride, stride],
      padding,
    });
  }
  return trained;
}

/** What a layer's configuration says about a convolution: tfjs-layers', or that of a layer after PyTorch. */
interface Geometry {
  readonly strides?: [number, number];
  readonly stride?: number;
  readonly padding?: number | 'same' | 'valid';
  readonly dilationRate?: number | readonly number[];
  readonly dataFormat?: string;
}

/** Whether its patches are blocks of neighbours, channels last. */
function isPlain({ dilationRate = 1, dataFormat }: Geometry): boolean {
  return [dilationRate].flat().every((rate) => rate === 1) && dataFormat !== 'channelsFirst';
}

/** The model's dense layers and convolutions that see all channels, those of models inside it included. */
function kernelLayers(model: LayersModel): Layer[] {
  return model.layers.flatMap((layer): Layer[] => {
    if ('layers' in layer) return kernelLayers(layer as LayersModel);
    return ['Dense', 'Conv2D', 'TorchConv2d'].includes(layer.getClassName()) ? [layer] : [];
  });
}

/**
 * [batch]: the share of the energy of the layer's input, over all places of a convolution, outside of the trained subspace.
 *
 * @param common [channels]: subtracted from the input
 */
export function outsideShare(
  whole: Tensor,
  { basis, rank, shape, strides, padding }: TrainedLayer,
  common: Float32Array,
): Tensor {
  const [batch] = whole.shape as [number];
  const input = sub(whole, tensor(common));
  const perImage = (energy: Tensor) => sum(reshape(energy, [batch, -1]), 1);
  const through = (x: Tensor, kernel: Tensor) => {
    if (shape.length === 2)
      return matMul(reshape(x, [-1, shape[0] as number]) as Tensor2D, kernel as Tensor2D);
    const around: [number, number] = typeof padding === 'number' ? [padding, padding] : [0, 0];
    const padded = pad(x as Tensor4D, [[0, 0], around, around, [0, 0]]);
    return conv2d(padded, kernel as Tensor4D, strides, typeof padding === 'number' ? 'valid' : padding);
  };
  const sides = shape.slice(0, -1);
  const all = perImage(through(square(input), ones([...sides, 1])));
  const inside = perImage(square(through(input, tensor(basis, [...sides, rank]))));
  const outside = maximum(sub(all, inside), 0);
  return div(outside, maximum(all, 1e-20));
}
