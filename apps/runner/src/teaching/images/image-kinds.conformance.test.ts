import '@exmodel/backend-wasm';
import { type Expert, Random } from '@exmodel/distill';
import { expertFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../config/keys';
import { follow } from '../follow';
import { synthesisEvents } from '../synthesis-events';
import type { ExpertImages, ImageFormat, SeedImages } from './image-kind';
import { imageKindNamed, imageKinds } from './registry';

/** What every image kind must do. A new one is tested by being in the registry. */
const format: ImageFormat = { shape: [32, 32, 1], normalization: { mean: [0.13], std: [0.31] } };

let model: LayersModel;
let expert: Expert;
beforeAll(async () => {
  await setBackend('exmodel-wasm');
  const random = Random.seeded(1, 'expert');
  model = createModel('lenet', { inputShape: format.shape, classes: 4, random: () => random.uniform() });
  expert = expertFromLayersModel(model, { classes: [2, 1] });
});
afterAll(() => void model.dispose());

it('names are different, and lead to their kind', () => {
  for (const of of ['name', 'strategy', 'images'] as const) {
    expect(new Set(imageKinds.map((kind) => kind[of])).size).toBe(imageKinds.length);
  }
  for (const kind of imageKinds) expect(imageKindNamed(kind.name)).toBe(kind);
  expect(() => imageKindNamed('photographs')).toThrow(/photographs/);
});

describe.each(imageKinds.filter((kind): kind is SeedImages => kind.from === 'seed'))('$name', (kind) => {
  it('gives so many images of that shape, unlabelled, the same ones for the same seed', () => {
    const images = kind.batch(format, 5, 7);
    expect(images).toMatchObject({ shape: format.shape, count: 5 });
    expect(images.pixels).toHaveLength(5 * 32 * 32);
    expect(images.pixels.every(Number.isFinite)).toBe(true);
    expect(images.labels).toBeUndefined();
    expect(kind.batch(format, 5, 7)).toEqual(images);
    expect(kind.batch(format, 5, 8)).not.toEqual(images);
  });

  it('the first of many images are those of few', () => {
    const few = kind.batch(format, 2, 7).pixels;
    expect(kind.batch(format, 4, 7).pixels.subarray(0, few.length)).toEqual(few);
  });

  it('gives fresh ones for every step, drawn from the generator alone', () => {
    const source = kind.fresh(format);
    const draws = (seed: number) => {
      const random = Random.seeded(seed, 'draws');
      return [source.draw(3, random), source.draw(3, random)];
    };
    const [first, second] = draws(1);
    expect(first).toMatchObject({ shape: format.shape, count: 3 });
    expect(second).not.toEqual(first);
    expect(draws(1)).toEqual([first, second]);
  });
});

describe.each(imageKinds.filter((kind): kind is ExpertImages => kind.from === 'expert'))('$name', (kind) => {
  const recipe = {
    shape: format.shape,
    outputs: 4,
    iterations: 2,
    learningRate: 0.1,
    batchSize: 4,
    temperature: 2,
  };
  const make = (seed: number) =>
    synthesisEvents(
      kind.synthesis(recipe, { ...defaultsOf(kind.keys), ...kind.forUnrelatedExperts })(
        expert,
        7,
        Random.seeded(seed, 'synthesis'),
      ),
    );

  it('makes labelled images from an expert, an equal number for each of its classes, reporting the work', async () => {
    let work = 0;
    const images = await follow(make(1), (event) => {
      work += event.work;
    });
    expect(images).toMatchObject({ shape: format.shape, count: 6 });
    expect(images.pixels.every(Number.isFinite)).toBe(true);
    expect([...(images.labels ?? [])].every((label) => expert.classes.includes(label))).toBe(true);
    expect(work).toBe(6 * recipe.iterations);
  });

  it('makes the same ones from the same draws', async () => {
    const [one, again, other] = [
      await follow(make(1), () => {}),
      await follow(make(1), () => {}),
      await follow(make(2), () => {}),
    ];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('leaves no tensors, finished or left midway', async () => {
    const before = memory().numTensors;
    await follow(make(1), () => {});
    for await (const _ of make(1)) break;
    expect(memory().numTensors).toBe(before);
  });
});
