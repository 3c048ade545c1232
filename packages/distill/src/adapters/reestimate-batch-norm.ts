import { type Tensor, tensor, tensor1d, tensor4d, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type ImageBatch, imageSize } from '../images';
import { requireCount } from '../option-ranges';
import { takeTurn } from '../take-turn';
import { type BatchNormLayer, batchStatisticsLayers } from './batch-norm-layers';
import { BatchStatistics } from './batch-statistics';
import { requireImagesFor } from './require-images-for';

export interface ReestimateBatchNormOptions {
  /** At most so many images go through the model together, ≥ 1; all batches are of one size, or one image less. */
  readonly batchSize: number;
  /** Ends the work with an `AbortError`, in the middle of which the running statistics are of no use. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sets the running statistics of all batch-norm layers to what they see of these images, but for frozen ones that follow PyTorch: the mean over the
 * batches, each in training mode, of their means and variances. All else stays, a dropout's count of its masks included. PyTorch's `update_bn`, but
 * that each batch counts by its images.
 *
 * `averageWeights` averages running statistics too, but the averaged model's layers see something else than the
 * models' did. This corrects it, with images of any kind: synthetic, auxiliary or real ones. Costs one pass over the
 * images; leave the model alone until it is done.
 *
 * Rejects with a RangeError when there are no images or not as many as their count says, the model does not take them, or `batchSize` is no whole number ≥ 1,
 * and with a DivergedError when the images are not finite.
 */
export async function reestimateBatchNorm(
  model: LayersModel,
  images: ImageBatch,
  { batchSize, signal }: ReestimateBatchNormOptions,
): Promise<void> {
  requireCount('batchSize', batchSize);
  requireImagesFor(model, images);
  const layers = batchStatisticsLayers(model);
  const putBack = await keptApartFrom(model, layers);
  try {
    await estimate(model, layers, images, { batchSize, signal });
  } finally {
    putBack();
  }
}

async function estimate(
  model: LayersModel,
  layers: readonly BatchNormLayer[],
  images: ImageBatch,
  { batchSize, signal }: ReestimateBatchNormOptions,
): Promise<void> {
  const seen = new BatchStatistics(layers);
  tidy(() => {
    for (const { batchesTracked } of layers) batchesTracked?.write(zerosLike(batchesTracked.read()));
  });
  const values = imageSize(images.shape);
  const batches = layers.length === 0 ? 0 : Math.ceil(images.count / batchSize);
  for (let batch = 0; batch < batches; batch++) {
    await takeTurn(signal);
    const from = Math.floor((batch * images.count) / batches);
    const count = Math.floor(((batch + 1) * images.count) / batches) - from;
    const pixels = images.pixels.subarray(from * values, (from + count) * values);
    const inTraining = () =>
      tidy(() => model.apply(tensor4d(pixels, [count, ...images.shape]), { training: true }) as Tensor);
    await seen.add(count, inTraining);
  }
  // Only now: in training mode every layer has moved its own averages along.
  tidy(() => {
    for (const [variable, values] of seen.values()) variable.write(tensor1d(values));
  });
}

/** Keeps what else a pass in training mode changes, such as the count of a dropout's masks; puts it back when it is called. */
async function keptApartFrom(model: LayersModel, layers: readonly BatchNormLayer[]): Promise<() => void> {
  const statistics = new Set(layers.flatMap((layer) => layer.weights));
  const others = model.nonTrainableWeights.filter((weight) => !statistics.has(weight));
  const before = await Promise.all(
    others.map(async (weight) => {
      const value = weight.read() as Tensor;
      return { weight, values: (await value.data()).slice(), shape: value.shape, dtype: value.dtype };
    }),
  );
  return () =>
    tidy(() => {
      for (const { weight, values, shape, dtype } of before) weight.write(tensor(values, shape, dtype));
    });
}
