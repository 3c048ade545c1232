import '../../test/setup';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { reestimateBatchNorm } from '../adapters/reestimate-batch-norm';
import { studentFromLayersModel } from '../adapters/student-from-layers-model';
import { hasTrainedStatistics } from './has-trained-statistics';

it('the running statistics of a fresh network are not trained, those that were measured are', async () => {
  const model = sequential({
    layers: [
      layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 3 }),
      layers.batchNormalization(),
      layers.flatten(),
      layers.dense({ units: 2 }),
    ],
  });
  const student = studentFromLayersModel(model);
  expect(hasTrainedStatistics(await student.weights())).toBe(false);
  const pixels = Float32Array.from({ length: 8 * 16 }, (_, i) => Math.sin(i));
  await reestimateBatchNorm(model, { shape: [4, 4, 1], count: 8, pixels }, { batchSize: 4 });
  expect(hasTrainedStatistics(await student.weights())).toBe(true);
  model.dispose();
});

it('a network without batch norm has none', () => {
  expect(hasTrainedStatistics([{ name: 'dense/kernel', shape: [1], values: Float32Array.of(2) }])).toBe(
    false,
  );
});
