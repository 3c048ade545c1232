import { scalar, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
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
    estimate: (images, options) => reestimateBatchNorm(model, images, options),
  };
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
