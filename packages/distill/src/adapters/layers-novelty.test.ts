import '../../test/setup';
import { memory, randomNormal, slice, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { bands, imagesTensor, toyModel, trainedToyModel } from '../../test/toy';
import { trainedSubspace } from '../consensus/trained-subspace';
import type { Weights } from '../weights';
import { layersNovelty } from './layers-novelty';
import { modelWeights, setModelWeights } from './model-weights';

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

it('what a model was trained on is less new to it than what it was not', async () => {
  const initial = await modelWeights(toyModel());
  const seen = bands([0, 1], 12);
  const probe = layersNovelty(trainedToyModel(seen), initial);
  const novelty = (images: Tensor4D) => tidy(() => slice(probe.of(images), [0, 0], [-1, 1]).dataSync());
  const others = randomNormal([200, 8, 8, 1], 0, 1, 'float32', 1) as Tensor4D;
  expect(mean(novelty(imagesTensor(seen)))).toBeLessThan(0.8 * mean(novelty(others)));
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

  /** All patches of the image that the layer multiplies with its kernel. */
  function patches(stride: number, padding: 'same' | 'valid'): number[][] {
    const places = (size: number) => {
      const count = padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - side) / stride) + 1;
      const zeros = padding === 'same' ? Math.max((count - 1) * stride + side - size, 0) : 0;
      return Array.from({ length: count }, (_, i) => i * stride - Math.floor(zeros / 2));
    };
    const pixel = (row: number, column: number, channel: number) =>
      row < 0 || row >= height || column < 0 || column >= width
        ? 0
        : (image[(row * width + column) * channels + channel] as number);
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
    [1, 'valid'],
    [2, 'valid'],
    [1, 'same'],
    [2, 'same'],
  ] as const)(
    'of stride %i, %s: the share of its patches outside of the trained directions, to 1e-4',
    async (stride, padding) => {
      const net = model(stride, padding);
      const initial = await modelWeights(net);
      const [kernel, ...rest] = initial as [Weights[number], ...Weights];
      const values = kernel.values.map((value, at) => 0.9 * value + Math.cos(at * at));
      setModelWeights(net, [{ ...kernel, values }, ...rest]);
      const probe = layersNovelty(net, initial);
      // The dense layer did not change.
      expect(probe.layers).toEqual([{ inputs: 18, rank: filters }]);

      const { basis, rank } = trainedSubspace(values, kernel.values, side * side * channels, filters);
      let [all, inside] = [0, 0];
      for (const patch of patches(stride, padding)) {
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
  const probe = layersNovelty(net, initial);
  expect(probe.layers).toEqual([
    { inputs: 6, rank: 4 },
    { inputs: 4, rank: 2 },
  ]);
});

it('leaves no tensors behind', async () => {
  const net = trainedToyModel(bands([0, 1], 12));
  const probe = layersNovelty(net, await modelWeights(toyModel()));
  const x = imagesTensor(bands([2], 3));
  const before = memory().numTensors;
  probe.of(x).dispose();
  expect(memory().numTensors).toBe(before);
});
