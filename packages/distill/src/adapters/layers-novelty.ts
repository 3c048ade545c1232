import {
  addN,
  concat,
  dispose,
  div,
  keep,
  min,
  stack,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NoveltyProbe } from '../expert';
import type { Weights } from '../weights';
import { batchNormLayers, batchStatisticsLayers, watchInputs } from './batch-norm-layers';
import { BatchStatistics } from './batch-statistics';
import { channelMoments } from './channel-moments';
import { measureInputs } from './measure-inputs';
import { modelWeights } from './model-weights';
import { outsideShare, type TrainedLayer, trainedLayers } from './trained-layers';
import { withWeights } from './with-weights';

/** Of estimated initial weights, the largest share that a kernel is taken to hold. */
const mostOfEstimate = 1.5;
/** Where the late view lies on the way from estimated initial weights to the model's own. */
const late = 0.75;

/** How a network sees images: it computes its output, and its layers' inputs on the way. */
type View = (images: Tensor4D) => Tensor;

export interface LayersNoveltyOptions {
  /**
   * That the initial weights were estimated. A network of such weights sees too little: one at three quarters of the way from them to the model's
   * own weights takes its place, or none if the model has batch norm. And a kernel may hold more of them than all, as they are what weight decay left, on average over several models.
   */
  readonly estimated?: boolean | undefined;
  /** That batch norm of the earlier network goes by what its layers see of the reference images, as the model's own does. */
  readonly aligned?: boolean | undefined;
  /** Aborts the work. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * How new images are to a trained model, layer by layer: dense layers and ordinary convolutions whose kernel has
 * fewer outputs than inputs. Each layer is judged by two views: by the inputs that it has in the trained model, and by those that it had
 * in an earlier one: the network that training started from, or, where that is only estimated, one late on the way from there.
 *
 * @param initial the weights that its training started from, in the model's own order; those of another shape, as of another head, are
 * not used
 * @param reference images of no class in particular: where a layer's input is never negative on them, as behind a ReLU,
 * its mean over them is not counted. One batch that goes through the model at once
 */
export async function layersNovelty(
  model: LayersModel,
  initial: Weights,
  reference: Tensor4D,
  { estimated = false, aligned = false, signal }: LayersNoveltyOptions = {},
): Promise<NoveltyProbe> {
  const layers = await trainedLayers(model, initial, {
    ...(estimated && { mostKept: mostOfEstimate }),
    signal,
  });
  const own: View = (images) => model.apply(images, { training: false }) as Tensor;
  const seen: View[] = [own];
  const earlier = estimated ? await lateWeights(model, initial) : initial;
  if (earlier !== undefined) {
    const weights = aligned ? await withStatisticsOf(model, earlier, reference) : earlier;
    seen.push((images) => withWeights(model, weights, () => own(images)));
  }
  const views: { view: View; common: Float32Array[] }[] = [];
  for (const view of seen) views.push({ view, common: await commonInputs(layers, () => view(reference)) });
  return {
    layers: layers.map(({ inputs, rank }) => ({ inputs, rank })),
    of: (images) =>
      tidy(() =>
        concat(
          views.map(({ view, common }) => newShares(layers, common, () => view(images))),
          1,
        ),
      ),
  };
}

/**
 * Weights late on the way from initial ones, some of which may have another shape, to the model's own. Undefined for a model with batch norm:
 * running statistics fit no weights in between, and with others this view gains nothing.
 */
async function lateWeights(model: LayersModel, initial: Weights): Promise<Weights | undefined> {
  if (batchNormLayers(model).length > 0) return undefined;
  return (await modelWeights(model)).map((array, i) => {
    const start = initial[i];
    if (start?.shape.join() !== array.shape.join()) return array;
    const between = (value: number, k: number) => late * value + (1 - late) * (start.values[k] as number);
    return { ...array, values: array.values.map(between) };
  });
}

/** The weights with running statistics of what the layers of a model of such weights see of the images. */
async function withStatisticsOf(model: LayersModel, weights: Weights, images: Tensor4D): Promise<Weights> {
  const statistics = new BatchStatistics(batchStatisticsLayers(model));
  await statistics.add(images.shape[0], () =>
    withWeights(model, weights, () => model.apply(images, { training: true }) as Tensor),
  );
  const seen = new Map<unknown, Float32Array>(statistics.values());
  return weights.map((array, i) => {
    const values = seen.get(model.weights[i]);
    return values === undefined ? array : { ...array, values };
  });
}

/** For each layer the mean of its input by channel, which all images share; 0 where the input can be negative. */
async function commonInputs(layers: readonly TrainedLayer[], see: () => Tensor): Promise<Float32Array[]> {
  const common = new Map(
    layers.map(({ layer, shape }) => [layer, new Float32Array(shape.at(-2) ?? 0)] as const),
  );
  const lowestAndMean = (input: Tensor) => ({ lowest: min(input), mean: channelMoments(input).mean });
  for (const { layer, measures } of measureInputs([...common.keys()], lowestAndMean, see)) {
    // What comes out of a ReLU is never negative: its mean says little, and hides what deviates from it.
    if (((await measures.lowest.data())[0] as number) >= 0)
      common.set(layer, (await measures.mean.data<'float32'>()).slice());
    dispose(measures);
  }
  return [...common.values()];
}

/** [batch, layers]: the share of each layer's input that is new to it, on average where the layer is used more than once. */
function newShares(
  layers: readonly TrainedLayer[],
  common: readonly Float32Array[],
  see: () => Tensor,
): Tensor2D {
  // Kept, because the model tidies its layers up. Branches are not computed in the order of the layers.
  const shares = layers.map((): Tensor[] => []);
  const places = new Map(layers.map(({ layer }, i) => [layer, i]));
  try {
    return tidy(() => {
      watchInputs(
        [...places.keys()],
        (layer, input) => {
          const at = places.get(layer) as number;
          const share = () => outsideShare(input, layers[at] as TrainedLayer, common[at] as Float32Array);
          shares[at]?.push(keep(tidy(share)));
        },
        see,
      );
      return stack(
        shares.map((uses) => div(addN(uses), uses.length)),
        1,
      ) as Tensor2D;
    });
  } finally {
    for (const share of shares.flat()) share.dispose();
  }
}
