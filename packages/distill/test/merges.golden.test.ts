import './setup';
import { memory, type Tensor, tensor, transpose } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it } from 'vitest';
import { diagonalFisher } from '../src/adapters/diagonal-fisher';
import { inputGrams } from '../src/adapters/input-grams';
import { fisherAverage } from '../src/averages/fisher-average';
import { regMean } from '../src/averages/reg-mean';
import { taskArithmetic } from '../src/averages/task-arithmetic';
import { tiesMerge } from '../src/averages/ties-merge';
import type { ImageBatch } from '../src/images';
import type { Weights } from '../src/weights';
import { expectAllclose } from './allclose';
import { type GoldenArray, golden, hwio, nhwc } from './golden';

const { merges, statistics } = golden<{
  merges: {
    initial: GoldenArray;
    models: readonly GoldenArray[];
    taskArithmetic: readonly { scale: number; merged: GoldenArray }[];
    ties: readonly { density: number; scale: number; merged: GoldenArray }[];
    fishers: readonly GoldenArray[];
    fisherAverage: GoldenArray;
    grams: readonly GoldenArray[];
    regMean: readonly { shrink: number; merged: GoldenArray }[];
  };
  statistics: {
    images: GoldenArray;
    weights: Readonly<Record<string, GoldenArray>>;
    fisher: Readonly<Record<string, GoldenArray>>;
    grams: Readonly<Record<'convolution' | 'dense', GoldenArray>>;
  };
}>('merges');

const tolerance = { relative: 1e-5, absolute: 1e-6 };
const kernel = ({ shape, data }: GoldenArray): Weights => [
  { name: 'kernel', shape, values: Float32Array.from(data) },
];
const initial = kernel(merges.initial);
const models = merges.models.map(kernel);
const expectMerged = (actual: Weights, { data }: GoldenArray) =>
  expectAllclose(actual[0]?.values ?? [], data, tolerance);

describe('merges as other implementations compute them, to 1e-5', () => {
  it.each(merges.taskArithmetic)('task arithmetic of mergekit, scale $scale', ({ scale, merged }) => {
    expectMerged(taskArithmetic(initial, models, { scale }), merged);
  });
  it.each(merges.ties)('TIES of mergekit, density $density, scale $scale', ({ density, scale, merged }) => {
    expectMerged(tiesMerge(initial, models, { density, scale }), merged);
  });
  it('Fisher-weighted averaging of fusion-bench', () => {
    expectMerged(fisherAverage(models, merges.fishers.map(kernel)), merges.fisherAverage);
  });
  it.each(merges.regMean)('RegMean of fusion-bench, off the diagonal × $shrink', ({ shrink, merged }) => {
    const grams = merges.grams.map(({ data }) => [Float32Array.from(data)]);
    expectMerged(regMean(models, grams, { shrink }), merged);
  });
});

describe('what a network is measured for them by PyTorch, to 1e-5', () => {
  const network = sequential({
    layers: [
      layers.conv2d({
        ...{ filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' },
        inputShape: [5, 5, 2],
      }),
      layers.flatten(),
      layers.dense({ units: 4 }),
    ],
  });
  /** PyTorch's weights as TensorFlow.js orders them. */
  const inOrder = (arrays: Readonly<Record<string, GoldenArray>>): Tensor[] => {
    const named = (name: string) => arrays[name] as GoldenArray;
    const plain = ({ shape, data }: GoldenArray) => tensor([...data], [...shape]);
    return [
      hwio(named('convolution.weight')),
      plain(named('convolution.bias')),
      transpose(plain(named('dense.weight'))),
      plain(named('dense.bias')),
    ];
  };
  network.setWeights(inOrder(statistics.weights));
  const images: ImageBatch = {
    shape: [5, 5, 2],
    count: 5,
    pixels: nhwc(statistics.images).dataSync<'float32'>(),
  };
  afterAll(() => void network.dispose());

  it('the diagonal of its Fisher information, of all labels', async () => {
    const before = memory().numTensors;
    const fisher = await diagonalFisher(network, images);
    expect(memory().numTensors).toBe(before);
    for (const [i, expected] of inOrder(statistics.fisher).entries()) {
      expect(fisher[i]?.shape).toEqual(expected.shape);
      expectAllclose(fisher[i]?.values ?? [], expected.dataSync(), tolerance);
    }
  });

  it('the Gram matrices of its layers’ inputs, in batches of any size', async () => {
    for (const batchSize of [2, 5]) {
      const before = memory().numTensors;
      const [convolution, bias, dense, ...others] = await inputGrams(network, images, { batchSize });
      expect(memory().numTensors).toBe(before);
      expect([bias, ...others]).toEqual([undefined, undefined]);
      expectAllclose(convolution ?? [], statistics.grams.convolution.data, tolerance);
      expectAllclose(dense ?? [], statistics.grams.dense.data, tolerance);
    }
  });
});
