import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { BatchNormLayer } from './batch-norm-layers';
import { channelMoments } from './channel-moments';
import { measureInputs } from './measure-inputs';

/** What batch-norm layers see of batches: the mean over the batches, each of which counts by its images, of their means and variances. */
export class BatchStatistics {
  readonly #sums = new Map<BatchNormLayer, Sums>();

  constructor(readonly layers: readonly BatchNormLayer[]) {}

  /** Adds what the layers are given while `compute` passes a batch of so many images through their model, in training mode. */
  async add(images: number, compute: () => Tensor): Promise<void> {
    for (const { layer, size, measures } of measureInputs(this.layers, channelMoments, compute)) {
      const { mean, variance } = measures;
      const channels = mean.size;
      const values = size / channels;
      const unbiased = layer.batchesTracked === undefined ? 1 : values / (values - 1);
      const sums = this.#sums.get(layer) ?? {
        images: 0,
        mean: new Float64Array(channels),
        variance: new Float64Array(channels),
      };
      this.#sums.set(layer, sums);
      sums.images += images;
      addTimes(sums.mean, await mean.data(), images);
      addTimes(sums.variance, await variance.data(), images * unbiased);
      dispose(measures);
    }
  }

  /** What the layers' running statistics would be, variable by variable, of the layers that have seen a batch. */
  *values(): Generator<[LayerVariable, Float32Array<ArrayBuffer>]> {
    for (const [{ movingMean, movingVariance }, { images, mean, variance }] of this.#sums) {
      yield [movingMean, Float32Array.from(mean, (sum) => sum / images)];
      yield [movingVariance, Float32Array.from(variance, (sum) => sum / images)];
    }
  }
}

/** What a layer has seen so far: its batches' statistics, each times the batch's images. */
interface Sums {
  images: number;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

function addTimes(sums: Float64Array, addends: ArrayLike<number>, factor: number): void {
  for (let c = 0; c < sums.length; c++) sums[c] = (sums[c] as number) + factor * (addends[c] as number);
}
