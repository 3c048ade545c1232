import { scalar, type Tensor, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LayerStatistics, RunningStatistics } from '../running-statistics';
import { type BatchNormLayer, batchStatisticsLayers } from './batch-norm-layers';
import { reestimateBatchNorm } from './reestimate-batch-norm';

/** The running statistics of the model's layers that normalise by those of a batch in training; undefined where it has none. */
export function layersStatistics(model: LayersModel): RunningStatistics | undefined {
  const layers = batchStatisticsLayers(model);
  if (layers.length === 0) return undefined;
  return {
    read: () => Promise.all(layers.map(read)),
    write(statistics) {
      tidy(() => {
        for (const [i, layer] of layers.entries()) write(layer, statistics[i] as LayerStatistics);
      });
    },
    async estimate(images, options) {
      const putBack = await keptApartFrom(model, layers);
      try {
        await reestimateBatchNorm(model, images, options);
      } finally {
        putBack();
      }
    },
  };
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

async function read(layer: BatchNormLayer): Promise<LayerStatistics> {
  const { movingMean, movingVariance, batchesTracked, epsilon } = layer;
  const values = async (variable: typeof movingMean) =>
    (await (variable.read() as Tensor).data<'float32'>()).slice();
  return {
    mean: await values(movingMean),
    variance: await values(movingVariance),
    epsilon,
    ...(batchesTracked && { batches: (await values(batchesTracked))[0] as number }),
  };
}

function write(layer: BatchNormLayer, { mean, variance, batches }: LayerStatistics): void {
  layer.movingMean.write(tensor1d(mean));
  layer.movingVariance.write(tensor1d(variance));
  if (batches !== undefined) layer.batchesTracked?.write(scalar(batches));
}
