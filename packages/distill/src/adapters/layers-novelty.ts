import {
  addN,
  conv2d,
  dispose,
  div,
  keep,
  matMul,
  maximum,
  min,
  ones,
  pad,
  reshape,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NoveltyProbe } from '../expert';
import type { Weights } from '../weights';
import { watchInputs } from './batch-norm-layers';
import { channelMoments } from './channel-moments';
import { measureInputs } from './measure-inputs';
import { type TrainedSubspace, trainedSubspace } from './trained-subspace';

type Layer = LayersModel['layers'][number];

/** A layer that multiplies its input, or patches of it, with a kernel, and what training left in that kernel. */
interface WatchedLayer extends TrainedSubspace {
  readonly inputs: number;
  /** [inputs, outputs] or [height, width, channels, outputs]. */
  readonly shape: readonly number[];
  /** Of a convolution. */
  readonly strides: [number, number];
  readonly padding: number | 'same' | 'valid';
  /** [channels]: subtracted from its input, since all images share it. */
  common: Float32Array;
}

/**
 * How new images are to a trained model, layer by layer: dense layers and ordinary convolutions whose kernel has
 * fewer outputs than inputs.
 *
 * @param initial the weights that its training started from, in the model's own order
 * @param reference images of no class in particular: where a layer's input is never negative on them, as behind a ReLU,
 * its mean over them is not counted. One batch that goes through the model at once
 */
export async function layersNovelty(
  model: LayersModel,
  initial: Weights,
  reference: Tensor4D,
): Promise<NoveltyProbe> {
  const watched = new Map<Layer, WatchedLayer>();
  for (const layer of kernelLayers(model)) {
    const kernel = layer.weights[0] as Layer['weights'][number];
    const start = initial[model.weights.indexOf(kernel)]?.values;
    const shape = kernel.shape as number[];
    const outputs = shape.at(-1) ?? 0;
    const inputs = shape.reduce((product, side) => product * side, 1) / outputs;
    if (start === undefined || outputs >= inputs) continue;
    const values = await (kernel.read() as Tensor).data<'float32'>();
    const geometry = layer.getConfig() as unknown as Geometry;
    if (!isPlain(geometry)) continue;
    const { strides = [1, 1], stride, padding = 'valid' } = geometry;
    const subspace = trainedSubspace(values, start, inputs, outputs);
    if (subspace.rank === 0) continue;
    watched.set(layer, {
      ...subspace,
      inputs,
      shape,
      strides: stride === undefined ? strides : [stride, stride],
      padding,
      common: new Float32Array(shape.at(-2) ?? 0),
    });
  }
  const layers = [...watched.keys()];
  const lowestAndMean = (input: Tensor) => ({ lowest: min(input), mean: channelMoments(input).mean });
  const inputs = measureInputs(layers, lowestAndMean, () => infer(model, reference));
  for (const { layer, measures } of inputs) {
    // What comes out of a ReLU is never negative: its mean says little, and hides what deviates from it.
    if (((await measures.lowest.data())[0] as number) >= 0)
      (watched.get(layer) as WatchedLayer).common = (await measures.mean.data<'float32'>()).slice();
    dispose(measures);
  }
  return {
    layers: Array.from(watched.values(), ({ inputs, rank }) => ({ inputs, rank })),
    of(images) {
      // Kept, because the model tidies its layers up. Branches are not computed in the order of the layers, and a layer
      // may be used more than once.
      const shares = new Map<Layer, Tensor[]>(layers.map((layer) => [layer, []]));
      try {
        return tidy(() => {
          const see = (layer: Layer, input: Tensor) =>
            void shares
              .get(layer)
              ?.push(keep(tidy(() => outsideShare(input, watched.get(layer) as WatchedLayer))));
          watchInputs(layers, see, () => infer(model, images));
          return stack(
            [...shares.values()].map((uses) => div(addN(uses), uses.length)),
            1,
          ) as Tensor2D;
        });
      } finally {
        for (const share of [...shares.values()].flat()) share.dispose();
      }
    },
  };
}

function infer(model: LayersModel, images: Tensor4D): Tensor {
  return model.apply(images, { training: false }) as Tensor;
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

/** [batch]: the share of the energy of the centred input, over all places of a convolution, outside of the trained subspace. */
function outsideShare(whole: Tensor, { basis, rank, shape, strides, padding, common }: WatchedLayer): Tensor {
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
