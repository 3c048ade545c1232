import '../../test/setup';
import { add, type Tensor } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { bands, toyShape } from '../../test/toy';
import type { RunningStatistics } from '../running-statistics';
import { layersStatistics } from './layers-statistics';
import { modelWeights } from './model-weights';

/** Counts its passes in training mode in a weight, as a dropout with a seed does. */
class Counting extends layers.Layer {
  static className = 'Counting';
  passes!: LayerVariable;

  override build(): void {
    this.passes = this.addWeight('passes', [1], 'float32', initializers.zeros(), undefined, false);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[], { training = false }: { training?: boolean }): Tensor {
    if (training) this.passes.write(add(this.passes.read(), 1));
    return ([inputs].flat()[0] as Tensor).clone();
  }
}

it('estimates running statistics, changes nothing else, and gives all back that it read', async () => {
  const model = sequential({
    layers: [
      layers.flatten({ inputShape: [...toyShape] }),
      new Counting({}),
      layers.batchNormalization(),
      layers.dense({ units: 2 }),
    ],
  });
  const statistics = layersStatistics(model) as RunningStatistics;
  const before = await modelWeights(model);
  const read = await statistics.read();
  expect(read.map(({ mean, epsilon }) => [mean.length, epsilon])).toEqual([[64, 1e-3]]);
  await statistics.estimate(bands([0, 1], 20), { batchSize: 10 });
  const changed = (await modelWeights(model)).filter(
    ({ values }, i) => values.join() !== before[i]?.values.join(),
  );
  expect(changed.map(({ name }) => name.split('/').at(-1))).toEqual(['moving_mean', 'moving_variance']);
  statistics.write(read);
  expect(await modelWeights(model)).toEqual(before);
});

it('a model without batch norm has none', () => {
  expect(
    layersStatistics(sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] })),
  ).toBeUndefined();
});
