import '../../test/setup';
import {
  memory,
  randomNormal,
  slice,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { bands, imagesTensor, toyModel, trainedToyModel } from '../../test/toy';
import type { Weights } from '../weights';
import { layersNovelty } from './layers-novelty';
import { modelWeights, setModelWeights } from './model-weights';
import { reestimateBatchNorm } from './reestimate-batch-norm';
import { type TrainedSubspace, type TrainedSubspaceOptions, trainedSubspace } from './trained-subspace';

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

it('what a model was trained on is less new to it than what it was not', async () => {
  const initial = await modelWeights(toyModel());
  const seen = bands([0, 1], 12);
  const probe = await layersNovelty(trainedToyModel(seen), initial, zeros([1, 8, 8, 1]));
  const novelty = (images: Tensor4D) => tidy(() => slice(probe.of(images), [0, 0], [-1, 1]).dataSync());
  const others = randomNormal([200, 8, 8, 1], 0, 1, 'float32', 1) as Tensor4D;
  expect(mean(novelty(imagesTensor(seen)))).toBeLessThan(0.8 * mean(novelty(others)));
});

it('aligned, sees in the network of the initial weights by the statistics of the reference, and changes nothing', async () => {
  const model = trainedToyModel(bands([0, 1], 12));
  const own = await modelWeights(model);
  const initial = await modelWeights(toyModel());
  const images = bands([2, 3], 8);
  const reference = imagesTensor(images);
  const values = async (start: Weights, aligned: boolean) => {
    const probe = await layersNovelty(model, start, reference, { aligned });
    return tidy(() => probe.of(reference).dataSync());
  };
  const aligned = await values(initial, true);
  expect(await modelWeights(model)).toEqual(own);
  const estimated = toyModel();
  await reestimateBatchNorm(estimated, images, { batchSize: 8 });
  expect(aligned).toEqual(await values(await modelWeights(estimated), false));
  expect(aligned).not.toEqual(await values(initial, false));
});

describe('a convolution', () => {
  const [height, width, channels, side, filters] = [7, 6, 2, 3, 3];
  const model = (strides: number, padding: 'same' | 'valid') =>
    sequential({
      layers: [
        layers.conv2d({
          inputShape: [height, width, channels],
          filters,
          kernelSize: side,
          strides,
          padding,
          activation: 'relu',
        }),
        layers.flatten(),
        layers.dense({ units: 1 }),
      ],
    });
  const image = Float32Array.from({ length: height * width * channels }, (_, i) => Math.sin(i * i));

  /** Two images of one colour. */
  const usual = (colour: readonly number[]) =>
    tensor4d(
      Array.from({ length: 2 * height * width * channels }, (_, i) => colour[i % channels] as number),
      [2, height, width, channels],
    );

  /** All patches of the image, less a colour, that the layer multiplies with its kernel. */
  function patches(stride: number, padding: 'same' | 'valid', less: readonly number[]): number[][] {
    const places = (size: number) => {
      const count = padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - side) / stride) + 1;
      const zeros = padding === 'same' ? Math.max((count - 1) * stride + side - size, 0) : 0;
      return Array.from({ length: count }, (_, i) => i * stride - Math.floor(zeros / 2));
    };
    const pixel = (row: number, column: number, channel: number) =>
      row < 0 || row >= height || column < 0 || column >= width
        ? 0
        : (image[(row * width + column) * channels + channel] as number) - (less[channel] as number);
    return places(height).flatMap((top) =>
      places(width).map((left) =>
        Array.from({ length: side * side * channels }, (_, k) => {
          const [row, column] = [Math.floor(k / (side * channels)), Math.floor(k / channels) % side];
          return pixel(top + row, left + column, k % channels);
        }),
      ),
    );
  }

  it.each([
    [1, 'valid', [0, 0], [0, 0]],
    [2, 'valid', [0.25, 0.5], [0.25, 0.5]],
    [1, 'same', [0.25, 0.5], [0.25, 0.5]],
    [2, 'same', [0.25, -0.5], [0, 0]],
  ] as const)(
    'of stride %i, %s, usually %j: the share of its patches less %j outside of the trained directions, to 1e-4',
    async (stride, padding, colour, less) => {
      const net = model(stride, padding);
      const initial = await modelWeights(net);
      const [kernel, ...rest] = initial as [Weights[number], ...Weights];
      const values = kernel.values.map((value, at) => 0.9 * value + Math.cos(at * at));
      setModelWeights(net, [{ ...kernel, values }, ...rest]);
      const probe = await layersNovelty(net, initial, usual(colour));
      // The dense layer did not change.
      expect(probe.layers).toEqual([{ inputs: 18, rank: filters }]);

      const { basis, rank } = await trainedSubspace(values, kernel.values, side * side * channels, filters);
      let [all, inside] = [0, 0];
      for (const patch of patches(stride, padding, less)) {
        all += patch.reduce((sum, value) => sum + value ** 2, 0);
        for (let k = 0; k < rank; k++)
          inside += patch.reduce((sum, value, i) => sum + value * (basis[i * rank + k] as number), 0) ** 2;
      }
      const novelty = probe.of(tensor4d(image, [1, height, width, channels])).dataSync();
      expect(novelty[0]).toBeCloseTo(1 - inside / all, 4);
    },
  );
});

it('sees layers of inner models, and not those with as many outputs as inputs', async () => {
  const inner = sequential({ layers: [layers.dense({ inputShape: [6], units: 4 })] });
  const net = sequential({
    layers: [layers.dense({ inputShape: [3], units: 6 }), inner, layers.dense({ units: 2 })],
  });
  const initial = await modelWeights(net);
  setModelWeights(
    net,
    initial.map((array) => ({ ...array, values: array.values.map((value, i) => value + Math.cos(i * i)) })),
  );
  const probe = await layersNovelty(net, initial, zeros([1, 3]) as Tensor as Tensor4D);
  expect(probe.layers).toEqual([
    { inputs: 6, rank: 4 },
    { inputs: 4, rank: 2 },
  ]);
});

it('leaves no tensors behind', async () => {
  const net = trainedToyModel(bands([0, 1], 12));
  const probe = await layersNovelty(net, await modelWeights(toyModel()), zeros([1, 8, 8, 1]));
  const x = imagesTensor(bands([2], 3));
  const before = memory().numTensors;
  probe.of(x).dispose();
  expect(memory().numTensors).toBe(before);
});

describe('a model of branches', () => {
  const branched = () => {
    const images = input({ shape: [4, 4, 1] });
    const flat = layers.flatten().apply(images) as SymbolicTensor;
    const through = (x: SymbolicTensor, units: number) => layers.dense({ units }).apply(x) as SymbolicTensor;
    const deep = through(through(through(flat, 12), 8), 6);
    const shallow = through(flat, 2);
    return model({ inputs: images, outputs: layers.concatenate().apply([deep, shallow]) as SymbolicTensor });
  };

  it('has each layer’s novelty in that layer’s column, whatever is computed first', async () => {
    // Fixed ones: how much training has kept of random ones is found more or less exactly, by chance.
    const initial = (await modelWeights(branched())).map((array) => ({
      ...array,
      values: array.values.map((_, i) => Math.cos(3 * i * i) / 4),
    }));
    const trained = branched();
    setModelWeights(
      trained,
      initial.map((array) => ({ ...array, values: array.values.map((value, i) => value + Math.sin(i * i)) })),
    );
    const probe = await layersNovelty(trained, initial, zeros([1, 4, 4, 1]));
    const images = randomNormal([5, 4, 4, 1], 0, 1, 'float32', 1) as Tensor4D;
    // An input of the first layers that is all in the subspace of the shallow one is not new to that layer alone.
    const before = memory().numTensors;
    const width = tidy(() => probe.of(images).shape[1]);
    expect(width).toBe(2 * probe.layers.length);
    expect(memory().numTensors).toBe(before);
    const shallow = probe.layers.findIndex(({ inputs, rank }) => inputs === 16 && rank === 2);
    const kernel = initial[trained.weights.findIndex(({ shape }) => shape.join() === '16,2')];
    const changed = kernel?.values.map((_, i) => Math.sin(i * i)) ?? new Float32Array();
    // The first column of what was changed, as an image.
    const column = tensor4d(
      Float32Array.from({ length: 16 }, (_, row) => changed[row * 2] as number),
      [1, 4, 4, 1],
    );
    const novelty = tidy(() => probe.of(column).dataSync());
    const own = novelty.slice(0, probe.layers.length);
    expect(own[shallow]).toBeLessThan(0.05);
    expect(own.filter((_, layer) => layer !== shallow).every((value) => value > 0.05)).toBe(true);
  });
});

it('says nothing of a dilated convolution, whose patches it does not know', async () => {
  const dilated = () =>
    sequential({
      layers: [
        layers.conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3, dilationRate: 2 }),
        layers.flatten(),
        layers.dense({ units: 2 }),
      ],
    });
  const initial = await modelWeights(dilated());
  const trained = dilated();
  setModelWeights(
    trained,
    initial.map((array) => ({ ...array, values: array.values.map((value, i) => value + Math.sin(i * i)) })),
  );
  expect(
    (await layersNovelty(trained, initial, zeros([1, 8, 8, 1]))).layers.map(({ inputs }) => inputs),
  ).toEqual([32]);
});

describe('two views', () => {
  const lastKernel = (weights: Weights) =>
    (weights.filter(({ shape }) => shape.length === 2).at(-1) as Weights[number]).values;

  /** Of the second dense layer, from 16 inputs to 4 outputs. */
  const subspaceOf = (weights: Weights, initial: Weights, options?: TrainedSubspaceOptions) =>
    trainedSubspace(lastKernel(weights), lastKernel(initial), 16, 4, options);

  /** For each image the share of that layer's input, as the network has it, outside of the subspace. */
  const hiddenShares = (
    net: LayersModel,
    { basis, rank }: TrainedSubspace,
    images: Tensor4D,
    reference: Tensor4D,
  ) => {
    const hidden = model({ inputs: net.inputs, outputs: net.layers.at(-2)?.output as SymbolicTensor });
    const batch = tidy(() => (hidden.predict(reference) as Tensor).arraySync() as number[][]);
    const common = batch[0]?.map((_, k) => mean(batch.map((row) => row[k] as number))) ?? [];
    const rows = tidy(() => (hidden.predict(images) as Tensor).arraySync() as number[][]);
    const energy = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
    return rows.map((row) => {
      const input = row.map((value, k) => value - (common[k] as number));
      const inside = Array.from({ length: rank }, (_, k) =>
        input.reduce((sum, value, at) => sum + value * (basis[at * rank + k] as number), 0),
      );
      return 1 - energy(inside) / energy(input);
    });
  };

  it('are the model’s own and that of its initial weights, to the bit; the model keeps its own', async () => {
    const images = imagesTensor(bands([0, 1, 2], 6));
    const reference = zeros([1, 8, 8, 1]) as Tensor4D;
    const untrained = toyModel();
    const initial = await modelWeights(untrained);
    const trained = trainedToyModel(bands([0, 1], 12));
    const weights = await modelWeights(trained);
    const probe = await layersNovelty(trained, initial, reference);
    const both = tidy(() => probe.of(images).arraySync());
    expect(await modelWeights(trained)).toEqual(weights);
    const own = tidy(() => slice(probe.of(images), [0, 0], [-1, 2]).arraySync());
    expect(own).toEqual(both.map((row) => row.slice(0, 2)));

    // The first layer has the same input in both; the second one's is that of the untrained network.
    const [first] = both as [number[]];
    expect(first[2]).toBeCloseTo(first[0] as number, 6);
    const subspace = await subspaceOf(weights, initial);
    const hidden = hiddenShares(untrained, subspace, images, reference);
    both.forEach((row, i) => {
      expect(row[3]).toBeCloseTo(hidden[i] as number, 4);
    });
  });

  it('of an estimated start are the model’s own and that of weights three quarters of the way to it; the model keeps its own', async () => {
    const bare = () =>
      sequential({
        layers: [
          layers.flatten({ inputShape: [8, 8, 1] }),
          layers.dense({ units: 16, activation: 'relu' }),
          layers.dense({ units: 4 }),
        ],
      });
    const images = imagesTensor(bands([0, 1, 2], 6));
    const reference = imagesTensor(bands([2, 3], 8));
    const [trained, late] = [bare(), bare()];
    const initial = await modelWeights(trained);
    const moved = (array: Weights[number], share: number) => ({
      ...array,
      values: array.values.map((value, k) => value + share * Math.sin(k * k)),
    });
    const weights = initial.map((array) => moved(array, 0.4));
    setModelWeights(trained, weights);
    setModelWeights(
      late,
      initial.map((array) => moved(array, 0.3)),
    );
    const probe = await layersNovelty(trained, initial, reference, { estimated: true });
    const both = tidy(() => probe.of(images).arraySync());
    expect((await modelWeights(trained)).map(({ values }) => values)).toEqual(
      weights.map(({ values }) => values),
    );

    const subspace = await subspaceOf(weights, initial, { mostKept: 1.5 });
    const [own, second] = [trained, late].map((net) => hiddenShares(net, subspace, images, reference));
    both.forEach((row, i) => {
      expect(row[1]).toBeCloseTo(own?.[i] as number, 4);
      expect(row[3]).toBeCloseTo(second?.[i] as number, 4);
    });
    expect(Math.max(...both.map((row) => Math.abs((row[3] ?? 0) - (row[1] ?? 0))))).toBeGreaterThan(0.01);
  });

  it('are one where the start was estimated and there is batch norm', async () => {
    const initial = await modelWeights(toyModel());
    const trained = trainedToyModel(bands([0, 1], 12));
    const reference = imagesTensor(bands([2, 3], 8));
    const probe = await layersNovelty(trained, initial, reference, { estimated: true });
    expect(tidy(() => probe.of(reference).shape)).toEqual([8, probe.layers.length]);
  });

  it('leave out a layer that had another shape, as of another head', async () => {
    const initial = await modelWeights(toyModel(7));
    const probe = await layersNovelty(trainedToyModel(bands([0, 1], 12)), initial, zeros([1, 8, 8, 1]));
    expect(probe.layers.map(({ inputs }) => inputs)).toEqual([64]);
  });
});
