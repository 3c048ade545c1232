import '../../test/setup';
import { add, memory, mul, ones, type Tensor, tensor1d, tidy, zeros } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expectAllclose } from '../../test/allclose';
import { bands, imagesTensor, toyModel, trainedToyModel } from '../../test/toy';
import { averageWeights } from '../averages/average-weights';
import { type ImageBatch, selectImages } from '../images';
import { modelWeights, setModelWeights } from './model-weights';
import { reestimateBatchNorm } from './reestimate-batch-norm';
import { studentFromLayersModel } from './student-from-layers-model';

/** The form of PyTorch's layer, as far as it matters here: it counts its batches. */
class CountingBatchNormalization extends layers.Layer {
  static className = 'CountingBatchNormalization';
  movingMean!: LayerVariable;
  movingVariance!: LayerVariable;
  batchesTracked!: LayerVariable;

  override build(shape: Shape): void {
    const channels = shape.at(-1) as number;
    const weight = (name: string, shape: Shape) =>
      this.addWeight(name, shape, 'float32', initializers.ones(), undefined, false);
    this.movingMean = weight('mean', [channels]);
    this.movingVariance = weight('variance', [channels]);
    this.batchesTracked = weight('batches', []);
    super.build(shape);
  }

  override call(inputs: Tensor | Tensor[], { training = false }: { training?: boolean }): Tensor {
    return tidy(() => {
      if (training && this.trainable) {
        this.batchesTracked.write(add(this.batchesTracked.read(), 1));
        this.movingMean.write(mul(this.movingMean.read(), 0.9));
      }
      return mul([inputs].flat()[0] as Tensor, 1);
    });
  }
}

/** One channel: means and variances can be done by hand. */
const images: ImageBatch = { shape: [1, 2, 1], count: 4, pixels: Float32Array.of(1, 3, 5, 7, 0, 0, 2, 6) };

describe('reestimateBatchNorm', () => {
  const statistics = (model: ReturnType<typeof sequential>, layer: number) =>
    model.layers[layer]?.weights
      .filter(({ trainable }) => !trainable)
      .map((weight) => [...weight.read().dataSync()]) ?? [];

  it('the mean over batches of their means and biased variances, whatever was there', async () => {
    const model = sequential({ layers: [layers.batchNormalization({ inputShape: [1, 2, 1] })] });
    model.setWeights([ones([1]), zeros([1]), tensor1d([100]), tensor1d([100])]);
    await reestimateBatchNorm(model, images, { batchSize: 2 });
    // {1, 3, 5, 7}: mean 4, variance 5; {0, 0, 2, 6}: mean 2, variance 6.
    expect(statistics(model, 0)).toEqual([[3], [5.5]]);
  });

  it('batches of three images and one: each by its images, split two and two', async () => {
    const model = sequential({ layers: [layers.batchNormalization({ inputShape: [1, 2, 1] })] });
    await reestimateBatchNorm(model, images, { batchSize: 3 });
    expect(statistics(model, 0)).toEqual([[3], [5.5]]);
    await reestimateBatchNorm(model, selectImages(images, [0, 1, 2]), { batchSize: 2 });
    // {1, 3}: mean 2, variance 1, one image; {5, 7, 0, 0}: mean 3, variance 9.5, two.
    expect(statistics(model, 0)[0]?.[0]).toBeCloseTo(8 / 3, 5);
    expect(statistics(model, 0)[1]?.[0]).toBeCloseTo(20 / 3, 5);
  });

  it('a layer in PyTorch’s form: unbiased variances, and its batches counted from 0', async () => {
    const model = sequential({ layers: [new CountingBatchNormalization({ inputShape: [1, 2, 1] })] });
    await reestimateBatchNorm(model, images, { batchSize: 2 });
    const [mean, variance, batches] = statistics(model, 0);
    expect(mean).toEqual([3]);
    expect(variance?.[0]).toBeCloseTo((20 / 3 + 8) / 2, 5);
    expect(batches).toEqual([2]);
  });

  it('layers behind others and in models within the model: each by what it sees in training mode', async () => {
    const inner = sequential({ layers: [layers.batchNormalization({ inputShape: [1, 2, 1] })] });
    const model = sequential({ layers: [inner, layers.batchNormalization()] });
    await reestimateBatchNorm(model, images, { batchSize: 2 });
    expect(statistics(inner, 0)).toEqual([[3], [5.5]]);
    // What comes out of the first layer in training mode is normalised, batch by batch, up to its ε of 1e-3.
    expectAllclose(statistics(model, 1).flat(), [0, 1], { absolute: 1e-3 });
  });

  it('mends a mean of models: inference says what training mode says of the same batch, to 1e-3', async () => {
    const models = [
      [0, 1],
      [2, 3],
    ].map((classes) => trainedToyModel(bands(classes, 40), 4, 20));
    const merged = toyModel();
    setModelWeights(merged, averageWeights(await Promise.all(models.map(modelWeights))));
    const all = bands([0, 1, 2, 3], 40, 2);
    const logits = (training: boolean) =>
      tidy(() => (merged.apply(imagesTensor(all), { training }) as Tensor).dataSync());
    const averaged = logits(false);
    await reestimateBatchNorm(merged, all, { batchSize: 40 });
    const mended = logits(false);
    const expected = logits(true);
    expectAllclose(mended, expected, { absolute: 1e-3 });
    expect(() => expectAllclose(averaged, expected, { absolute: 0.1 })).toThrow();
  });

  it('changes nothing else, leaks nothing, and leaves a model without batch norm alone', async () => {
    const model = trainedToyModel(bands([0, 1], 12), 4, 2);
    const trained = await modelWeights(model);
    const before = memory().numTensors;
    await reestimateBatchNorm(model, bands([2, 3], 12), { batchSize: 5 });
    expect(memory().numTensors).toBe(before);
    const after = await modelWeights(model);
    const changed = after.flatMap(({ values }, i) =>
      values.every((value, k) => value === trained[i]?.values[k]) ? [] : [model.weights[i]],
    );
    expect(changed).toEqual(model.layers[2]?.nonTrainableWeights);
    const bare = sequential({ layers: [layers.flatten({ inputShape: [8, 8, 1] })] });
    await reestimateBatchNorm(bare, bands([0], 3), { batchSize: 5 });
  });

  it('leaves a frozen layer of PyTorch’s form alone, which normalises by its statistics in training, too', async () => {
    const model = sequential({
      layers: [new CountingBatchNormalization({ inputShape: [1, 2, 1], trainable: false }), layers.flatten()],
    });
    const before = await modelWeights(model);
    await reestimateBatchNorm(model, images, { batchSize: 2 });
    expect(await modelWeights(model)).toEqual(before);
    expect(studentFromLayersModel(model).runningStatistics).toBeUndefined();
  });

  it('no images and a batch size of 0 are refused', async () => {
    const none = selectImages(images, []);
    await expect(reestimateBatchNorm(toyModel(), none, { batchSize: 1 })).rejects.toThrow(/images.count 0/);
    await expect(reestimateBatchNorm(toyModel(), images, { batchSize: 0 })).rejects.toThrow(/batchSize 0/);
  });
});
