import '../../test/setup';
import {
  grad,
  memory,
  mul,
  ones,
  reshape,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  tensor2d,
  tensor4d,
  transpose,
} from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { expectAllclose } from '../../test/allclose';
import { bands, imagesTensor, toyModel, trainedToyModel } from '../../test/toy';
import type { BatchNormStatistics, Expert } from '../expert';
import { distillationTargets } from '../targets/distillation-targets';
import { expertFromLayersModel } from './expert-from-layers-model';

type Layer = ReturnType<typeof layers.dense>;

const disposeAll = ({ logits, statistics }: ReturnType<NonNullable<Expert['logitsAndStatistics']>>) => {
  logits.dispose();
  for (const layer of statistics) for (const tensor of Object.values(layer)) tensor.dispose();
};

describe('expertFromLayersModel', () => {
  const model = trainedToyModel(bands([0, 1], 12), 4, 2);
  const expert = expertFromLayersModel(model, { classes: [0, 1], task: 3 });
  const x = imagesTensor(bands([0, 1, 2, 3], 8, 1));

  it('says what it is an expert of', () => {
    expect(expert).toMatchObject({ classes: [0, 1], task: 3 });
    expect(expertFromLayersModel(model, { classes: [0] })).not.toHaveProperty('task');
  });

  it('logits are those of the model at inference', () => {
    expect(expert.logits(x).dataSync()).toEqual((model.predict(x) as Tensor).dataSync());
  });

  it('statistics: mean and biased variance of the layer’s input, and a copy of what it remembers', () => {
    const { logits, statistics } = expert.logitsAndStatistics(x);
    expect(logits.dataSync()).toEqual(expert.logits(x).dataSync());
    expect(statistics).toHaveLength(1);
    const [flatten, dense] = model.layers as [Layer, Layer];
    const input = (dense.apply(flatten.apply(x)) as Tensor2D).arraySync();
    const channel = (c: number) => input.map((row) => row[c] as number);
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const means = Array.from({ length: 16 }, (_, c) => mean(channel(c)));
    const variances = means.map((m, c) => mean(channel(c).map((value) => (value - m) ** 2)));
    expectAllclose(statistics[0]?.mean.dataSync() ?? [], means, { absolute: 1e-5 });
    expectAllclose(statistics[0]?.variance.dataSync() ?? [], variances, { relative: 1e-5 });
    const [, , movingMean, movingVariance] = model.layers[2]?.getWeights() ?? [];
    expect(statistics[0]?.runningMean.dataSync()).toEqual(movingMean?.dataSync());
    expect(statistics[0]?.runningVariance.dataSync()).toEqual(movingVariance?.dataSync());
  });

  it('logits and statistics are differentiable in the images', () => {
    const ofLogits = grad((images) => sum(expert.logits(images as Tensor4D)))(x).dataSync();
    expect(ofLogits.some((g) => g !== 0)).toBe(true);
    const ofMean = grad((images) => {
      const [layer] = expert.logitsAndStatistics(images as Tensor4D).statistics;
      return sum(layer?.mean ?? []);
    })(x);
    // The mean of the first dense layer's outputs: every image has the kernel's row sums / batch.
    const kernel = model.layers[1]?.getWeights()[0] as Tensor;
    const rowSums = sum(kernel, 1).dataSync();
    expectAllclose(
      ofMean.dataSync().slice(0, 64),
      rowSums.map((value) => value / 8),
      { absolute: 1e-6 },
    );
  });

  it('classifier weights: the last kernel, a row a class', () => {
    const kernel = model.layers.at(-1)?.getWeights()[0] as Tensor;
    expect(expert.classifierWeights().shape).toEqual([4, 16]);
    expect(expert.classifierWeights().dataSync()).toEqual(transpose(kernel).dataSync());
  });

  it('weights are a copy: later training does not reach it', async () => {
    const own = toyModel();
    const before = await expertFromLayersModel(own, { classes: [0] }).weights();
    expect(before.map(({ shape }) => shape)).toEqual(own.weights.map((weight) => weight.shape));
    const snapshot = structuredClone(before);
    own.setWeights(own.getWeights().map((weight) => ones(weight.shape)));
    expect(before).toEqual(snapshot);
  });

  it('no probe leaks', async () => {
    expert.logitsAndStatistics(x);
    const before = memory().numTensors;
    expert.logits(x).dispose();
    expert.classifierWeights().dispose();
    await expert.weights();
    const actual = expert.logitsAndStatistics(x);
    expect(memory().numTensors).toBe(before + 1 + 4);
    disposeAll(actual);
    expect(memory().numTensors).toBe(before);
  });

  it('the model stays the caller’s: disposing of it frees everything, probed or not', () => {
    const before = memory().numTensors;
    const own = toyModel();
    disposeAll(expertFromLayersModel(own, { classes: [0] }).logitsAndStatistics(x));
    own.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('a model without batch norm has no statistics, one without dense layers no classifier', () => {
    const bare = sequential({ layers: [layers.globalAveragePooling2d({ inputShape: [8, 8, 1] })] });
    const bareExpert = expertFromLayersModel(bare, { classes: [0] });
    expect(bareExpert.logitsAndStatistics(x).statistics).toEqual([]);
    expect(() => bareExpert.classifierWeights()).toThrow(/no dense layer/);
  });

  it('a batch norm in a model within the model says what it says in the same model built flat', () => {
    const network = () => trainedToyModel(bands([0, 1], 12), 4, 2).layers;
    const flat = expertFromLayersModel(sequential({ layers: network() }), { classes: [0] });
    const [flatten, ...rest] = network() as [Layer, ...Layer[]];
    const head = rest.pop() as Layer;
    const inner = sequential({ layers: [flatten, ...rest] });
    const wrapper = sequential({ layers: [inner] });
    const nested = expertFromLayersModel(sequential({ layers: [wrapper, head] }), { classes: [0] });
    const [actual, expected] = [nested.logitsAndStatistics(x), flat.logitsAndStatistics(x)];
    expect(actual.logits.dataSync()).toEqual(expected.logits.dataSync());
    expect(actual.statistics).toHaveLength(1);
    const read = ({ mean, variance, runningMean, runningVariance }: BatchNormStatistics) =>
      [mean, variance, runningMean, runningVariance].map((tensor) => tensor.dataSync());
    expect(actual.statistics.map(read)).toEqual(expected.statistics.map(read));
  });

  it('a layer that fails while it is watched is left as it was', () => {
    const own = toyModel();
    const actual = expertFromLayersModel(own, { classes: [0] });
    expect(() => actual.logitsAndStatistics(tensor4d(new Float32Array(16), [1, 4, 4, 1]))).toThrow();
    expect(actual.logits(x).shape).toEqual([8, 4]);
    expect(actual.logitsAndStatistics(x).statistics).toHaveLength(1);
  });

  it('the last matrix is no classifier when it has other columns than the model has outputs', () => {
    const model = sequential({
      layers: [
        layers.flatten({ inputShape: [8, 8, 1] }),
        layers.dense({ units: 16 }),
        layers.reshape({ targetShape: [4, 4, 1] }),
        layers.conv2d({ filters: 3, kernelSize: 4 }),
        layers.flatten(),
      ],
    });
    expect(() => expertFromLayersModel(model, { classes: [0] }).classifierWeights()).toThrow(
      /\[64, 16\].*3 outputs/,
    );
  });

  describe('a model with an output for each of its own classes only', () => {
    const classes = [3, 1];
    const own = toyModel(2);
    /** The same model with four outputs, the others 0. */
    const embedded = toyModel(4);
    const place = (values: Tensor): Tensor => {
      const rows = (values.rank === 1 ? reshape(values, [1, 2]) : values).arraySync() as number[][];
      const placed = rows.map(([a = 0, b = 0]) => [0, b, 0, a]);
      return values.rank === 1 ? tensor1d(placed[0] ?? []) : tensor2d(placed);
    };
    embedded.setWeights(
      own.getWeights().map((weight) => (weight.shape.at(-1) === 2 ? place(weight) : weight)),
    );
    const small = expertFromLayersModel(own, { classes, outputs: 4 });
    const large = expertFromLayersModel(embedded, { classes });

    it('gives the logits, statistics, classifier and targets of the same model in the stream’s numbering', () => {
      expectAllclose(small.logits(x).dataSync(), large.logits(x).dataSync(), { absolute: 1e-6 });
      const [actual, expected] = [small.logitsAndStatistics(x), large.logitsAndStatistics(x)];
      expectAllclose(actual.logits.dataSync(), expected.logits.dataSync(), { absolute: 1e-6 });
      expect(actual.statistics[0]?.mean.dataSync()).toEqual(expected.statistics[0]?.mean.dataSync());
      expect(small.classifierWeights().arraySync()).toEqual(large.classifierWeights().arraySync());
      const targets = (expert: Expert) =>
        distillationTargets()({
          expertLogits: expert.logits(x),
          expertClasses: expert.classes,
          previousLogits: ones([8, 4]),
          previousClasses: [0, 1],
        }).dataSync();
      expectAllclose(targets(small), targets(large), { absolute: 1e-6 });
    });

    it('is differentiable in the images, and leaks nothing', () => {
      const gradient = (expert: Expert) =>
        grad((images) => sum(mul(expert.logits(images as Tensor4D), tensor1d([1, 2, 3, 4]))))(x);
      expectAllclose(gradient(small).dataSync(), gradient(large).dataSync(), { absolute: 1e-6 });
      const before = memory().numTensors;
      small.logits(x).dispose();
      small.classifierWeights().dispose();
      disposeAll(small.logitsAndStatistics(x));
      expect(memory().numTensors).toBe(before);
    });

    it('a model that has all outputs is taken as it is', () => {
      const whole = expertFromLayersModel(embedded, { classes, outputs: 4 });
      expect(whole.logits(x).dataSync()).toEqual(large.logits(x).dataSync());
      expect(whole).not.toHaveProperty('outputs');
    });

    it.each<[readonly number[], number, RegExp]>([
      [[0, 1, 2], 4, /2 outputs.*3 classes.*4/],
      [[0, 4], 4, /\[0, 4\].*0 to 3/],
      [[1, 1], 4, /\[1, 1\]/],
      [[0, 1], 1.5, /outputs 1\.5/],
    ])('classes %j of %d outputs are refused', (classes, outputs, message) => {
      expect(() => expertFromLayersModel(own, { classes, outputs })).toThrow(RangeError);
      expect(() => expertFromLayersModel(own, { classes, outputs })).toThrow(message);
    });
  });
});
