import '../../test/setup';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as layersModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { expertFromGraphModel } from './expert-from-graph-model';
import { expertFromLayersModel } from './expert-from-layers-model';
import { areProbabilities, expertFromProbabilities } from './expert-from-probabilities';
import { graphOutputActivation } from './graph-head';
import { outputActivation } from './layers-head';

const shape = [2, 2, 1];
const images = () => tf.tensor4d([1, 2, 3, 4, -5, 6, -7, 8], [2, 2, 2, 1]);
const seed = tf.tensor2d([0.3, -0.1, 0.5, 0.2, -0.4, 0.7, 0.1, 0.6, -0.2, 0.9, -0.8, 0.4], [4, 3]);

/** Flattened images → three outputs; then whatever `end` adds. */
function classifier(
  activation: 'linear' | 'softmax' | 'sigmoid',
  end: (model: ReturnType<typeof sequential>) => LayersModel = (m) => m,
) {
  const model = sequential();
  model.add(layers.flatten({ inputShape: shape }));
  model.add(layers.dense({ units: 3, activation, weights: [seed, tf.tensor1d([0.1, -0.2, 0.3])] }));
  return end(model);
}
const then =
  (...added: LayersModel['layers']) =>
  (model: ReturnType<typeof sequential>) => {
    for (const layer of added) model.add(layer);
    return model;
  };
const within = (inner: LayersModel) => {
  const outer = sequential();
  outer.add(inner);
  return outer;
};

it.each<[string, 'softmax' | 'sigmoid', () => LayersModel]>([
  ['softmax of the dense layer', 'softmax', () => classifier('softmax')],
  ['sigmoid of the dense layer', 'sigmoid', () => classifier('sigmoid')],
  ['a layer of softmax', 'softmax', () => classifier('linear', then(layers.softmax()))],
  [
    'a layer of activation',
    'softmax',
    () => classifier('linear', then(layers.activation({ activation: 'softmax' }))),
  ],
  ['a model in a model', 'softmax', () => within(within(classifier('softmax')))],
  [
    'Keras’s MobileNet, which drops the sides behind its softmax',
    'softmax',
    () =>
      classifier(
        'linear',
        then(
          layers.reshape({ targetShape: [1, 1, 3] }),
          layers.activation({ activation: 'softmax' }),
          layers.reshape({ targetShape: [3] }),
        ),
      ),
  ],
  [
    'a functional model',
    'softmax',
    () => {
      const x = input({ shape });
      return layersModel({ inputs: x, outputs: classifier('softmax').apply(x) as SymbolicTensor });
    },
  ],
])('%s: the expert gives the logits, to the bit', (_, activation, make) => {
  const [plain, model] = [classifier('linear'), make()];
  expect([outputActivation(plain), outputActivation(model)]).toEqual(['none', activation]);
  tf.tidy(() => {
    const given = model.predict(images()) as tf.Tensor;
    const expert = expertFromLayersModel(model, { classes: [0, 1, 2] });
    const logits = (plain.predict(images()) as tf.Tensor).dataSync();
    expect(expert.logits(images()).dataSync()).toEqual(logits);
    expect(expert.logitsAndStatistics(images()).logits.dataSync()).toEqual(logits);
    // The model itself still gives what it gave.
    expect((model.predict(images()) as tf.Tensor).dataSync()).toEqual(given.dataSync());
  });
});

it('running statistics stay with an expert whose probabilities become logits', () => {
  const model = sequential();
  model.add(layers.flatten({ inputShape: shape }));
  model.add(layers.batchNormalization());
  model.add(layers.dense({ units: 2 }));
  const own = expertFromLayersModel(model, { classes: [0, 1] });
  expect(own.runningStatistics).toBeDefined();
  expect(expertFromProbabilities(own).runningStatistics).toBe(own.runningStatistics);
  expect(expertFromLayersModel(classifier('linear'), { classes: [0] }).runningStatistics).toBeUndefined();
});

it('a softmax within a network stays, and so does one over the pixels', () => {
  const attention = classifier('softmax', then(layers.dense({ units: 2 })));
  const pixels = sequential();
  pixels.add(layers.activation({ activation: 'softmax', inputShape: shape }));
  pixels.add(layers.flatten());
  for (const model of [attention, pixels]) {
    expect(outputActivation(model)).toBe('none');
    tf.tidy(() => {
      const expert = expertFromLayersModel(model, { classes: [0] });
      expect(expert.logits(images()).dataSync()).toEqual((model.predict(images()) as tf.Tensor).dataSync());
    });
  }
});

it('a lone sigmoid is two classes: its softmax is the sigmoid', () => {
  const model = sequential();
  model.add(layers.flatten({ inputShape: shape }));
  model.add(
    layers.dense({
      units: 1,
      activation: 'sigmoid',
      weights: [tf.tensor2d([0.1, -0.2, 0.3, 0.1], [4, 1]), tf.tensor1d([0.2])],
    }),
  );
  tf.tidy(() => {
    const expert = expertFromLayersModel(model, { classes: [3, 1], outputs: 4 });
    const logits = expert.logits(images());
    const second = (model.predict(images()) as tf.Tensor).dataSync();
    const softmax = tf.softmax(tf.gather(logits, [3, 1], 1)).arraySync() as number[][];
    expect(softmax.map(([, p]) => p)).toEqual([...second].map((p) => expect.closeTo(p, 6)));
    expect(expert.classifierWeights().arraySync()).toEqual([
      [0, 0, 0, 0],
      [0.05, -0.1, 0.15, 0.05].map((w) => expect.closeTo(w, 6)),
      [0, 0, 0, 0],
      [-0.05, 0.1, -0.15, -0.05].map((w) => expect.closeTo(w, 6)),
    ]);
  });
});

it('the weights of a model of one output are its own: it has no column for each of its two classes', async () => {
  const model = sequential();
  model.add(layers.flatten({ inputShape: shape }));
  model.add(layers.dense({ units: 1, activation: 'sigmoid' }));
  const weights = await expertFromLayersModel(model, { classes: [3, 1], outputs: 4 }).weights();
  expect(weights.map((array) => array.shape)).toEqual([[4, 1], [1]]);
  expect(weights.every(({ values }) => values.every(Number.isFinite))).toBe(true);
});

it('probabilities keep what is known of an expert’s origin, and that it is an estimate', async () => {
  const seen: unknown[] = [];
  const expert = expertFromProbabilities({
    classes: [0],
    initialWeights: [],
    initialEstimated: true,
    logits: () => tf.tensor2d([[1]]),
    novelty: async (...given) => {
      seen.push(...given);
      return { layers: [], of: () => tf.tensor2d([], [0, 0]) };
    },
  });
  expect(expert).toMatchObject({ initialWeights: [], initialEstimated: true });
  await expert.novelty?.([], images(), { estimated: true });
  expect(seen.at(-1)).toEqual({ estimated: true });
});

it.each(['Softmax', 'Sigmoid'])('a graph that ends in %s is asked for what comes before', (op) => {
  const node = (name: string, op: string, inputs: object[] = [], inputNames: string[] = []) => ({
    name,
    op,
    inputs,
    inputNames,
  });
  const logits = node('logits', 'MatMul');
  const outputs = [node('Identity', 'Identity', [node('p', op, [logits], ['logits'])], ['p'])];
  const execute = (given: tf.Tensor4D, name?: string) =>
    name === 'logits' ? tf.tensor2d([1, -1, 2, -2], [2, 2]) : tf.zeros([given.shape[0], 2]);
  const graph = { execute, executor: { graph: { outputs } } };
  expect(graphOutputActivation(graph)).toBe(op.toLowerCase());
  expect(graphOutputActivation({ execute })).toBe('none');
  tf.tidy(() => {
    expect(
      expertFromGraphModel(graph, { classes: [0, 1] })
        .logits(images())
        .arraySync(),
    ).toEqual([
      [1, -1],
      [2, -2],
    ]);
  });
});

it('probabilities are recognised, and become logits but for a constant, with a floor', async () => {
  const rows = (values: number[]) => tf.tensor2d(values, [values.length / 2, 2]);
  expect(await areProbabilities(rows([0.25, 0.75, 1, 0]))).toBe(true);
  expect(await areProbabilities(rows([0.25, 0.75, 0.5, 0.2]))).toBe(false);
  expect(await areProbabilities(rows([1.5, -0.5]))).toBe(false);
  const expert = expertFromProbabilities({ classes: [0, 1], logits: () => rows([0.25, 0.75, 1, 0]) });
  tf.tidy(() => {
    const [first, second] = expert.logits(images()).arraySync() as [number[], number[]];
    expect((first[1] as number) - (first[0] as number)).toBeCloseTo(Math.log(3), 5);
    expect(second[1]).toBeCloseTo(Math.log(1e-7), 4);
  });
});
