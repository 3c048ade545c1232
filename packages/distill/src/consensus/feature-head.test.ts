import '../../test/setup';
import { memory, tensor2d, tidy, variableGrads } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { sgd } from '../optimizers/sgd';
import { Random } from '../random';
import { FeatureHead, featureRows } from './feature-head';
import { FeatureSketch, sketchSize, standardizedSketches } from './feature-sketch';

const normals = (count: number, purpose: string) => Random.seeded(1, purpose).normals(count);

it('rows are those of the chosen images; an expert that was not queried on an image is not known there', () => {
  const [one, other] = [normals(3 * sketchSize, 'one'), normals(2 * sketchSize, 'other')];
  const { sketches, known } = featureRows([one, other], Int32Array.of(2, 0));
  expect([...known]).toEqual([1, 0, 1, 1]);
  expect(sketches.slice(0, sketchSize)).toEqual(one.slice(2 * sketchSize));
  expect(sketches.slice(sketchSize, 2 * sketchSize).every((value) => value === 0)).toBe(true);
  expect(sketches.slice(3 * sketchSize)).toEqual(other.slice(0, sketchSize));
});

it('the loss is the mean squared error; an expert that was not queried on an image adds nothing', () => {
  const [features, sketches] = [normals(2 * 3, 'features'), normals(2 * 2 * sketchSize, 'sketches')];
  const [kernel, bias] = [normals(3 * 2 * sketchSize, 'kernel'), normals(2 * sketchSize, 'bias')];
  const known = [1, 0, 1, 1];
  let sum = 0;
  for (let image = 0; image < 2; image++) {
    for (let column = 0; column < 2 * sketchSize; column++) {
      if (known[2 * image + Math.floor(column / sketchSize)] === 0) continue;
      let told = bias[column] as number;
      for (let k = 0; k < 3; k++)
        told += (features[image * 3 + k] as number) * (kernel[k * 2 * sketchSize + column] as number);
      sum += (told - (sketches[image * 2 * sketchSize + column] as number)) ** 2;
    }
  }
  const head = new FeatureHead(3, 2, [kernel, bias]);
  const [loss] = tidy(() =>
    head
      .loss(tensor2d(features, [2, 3]), tensor2d(sketches, [2, 2 * sketchSize]), tensor2d(known, [2, 2]))
      .dataSync(),
  );
  expect(loss).toBeCloseTo(sum / (2 * 2 * sketchSize), 4);
  head.dispose();
});

it('learns from nothing, and goes on from its state', async () => {
  const before = memory().numTensors;
  const features = tensor2d(normals(20 * 3, 'features'), [20, 3]);
  const sketches = tensor2d(normals(20 * sketchSize, 'sketches'), [20, sketchSize]);
  const known = tensor2d(new Float32Array(20).fill(1), [20, 1]);
  const losses: number[] = [];
  let head = new FeatureHead(3, 1);
  for (let step = 0; step < 6; step++) {
    if (step === 3) {
      const state = await head.state();
      head.dispose();
      head = new FeatureHead(3, 1, state);
    }
    const optimizer = sgd(head.variables, { learningRate: 5 });
    tidy(() => {
      const { value, grads } = variableGrads(() => head.loss(features, sketches, known), [...head.variables]);
      losses.push(value.dataSync()[0] as number);
      optimizer.step(head.variables.map(({ name }) => grads[name] as typeof value));
    });
    optimizer.dispose();
  }
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  expect(losses[3]).toBeLessThan(losses[2] as number);
  for (const each of [features, sketches, known, head]) each.dispose();
  expect(memory().numTensors).toBe(before);
});

it('sketches keep which images are alike, whatever the number of features', () => {
  const images = 40;
  for (const width of [20, 500]) {
    const values = normals(images * width, `width ${width}`);
    const sketch = new FeatureSketch(width, Random.seeded(2, 'sketch'));
    const own = tidy(() => sketch.of(tensor2d(values, [images, width])).dataSync<'float32'>());
    sketch.dispose();
    const distance = (all: Float32Array, size: number, i: number, j: number) =>
      Math.hypot(
        ...Array.from(
          { length: size },
          (_, k) => (all[i * size + k] as number) - (all[j * size + k] as number),
        ),
      );
    for (let i = 1; i < images; i++) {
      const ratio =
        distance(own, sketchSize, i, i - 1) / distance(values, width, i, i - 1) / Math.sqrt(sketchSize);
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.4);
    }
  }
});

it('sketches are centred and of variance 1 together over the reference, and a value that varies more goes on to', () => {
  const values = normals(30 * 2, 'values').map((value, at) => (at % 2 === 0 ? 5 + 3 * value : value));
  const own = standardizedSketches({ width: 2, values }, 20);
  const column = (at: number) => Array.from({ length: 20 }, (_, i) => own[2 * i + at] as number);
  const squares = (all: number[]) => all.reduce((sum, value) => sum + value * value, 0) / 20;
  for (const at of [0, 1]) expect(column(at).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
  expect((squares(column(0)) + squares(column(1))) / 2).toBeCloseTo(1, 4);
  expect(squares(column(0))).toBeGreaterThan(3 * squares(column(1)));
  expect(standardizedSketches({ width: 1, values: new Float32Array(5).fill(7) }, 5)).toEqual(
    new Float32Array(5),
  );
});
