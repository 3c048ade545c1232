import assert from 'node:assert/strict';
import '@exmodel/backend-wasm';
import { Random } from '@exmodel/distill';
import { expertFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { defaultsOf } from '../config/keys';
import { follow } from '../teaching/follow';
import type { ExpertImages, ImageFormat, ImageKind, SeedImages } from '../teaching/images/image-kind';
import { synthesisEvents } from '../teaching/synthesis-events';
import { type Check, once } from './check';

const format: ImageFormat = { shape: [32, 32, 1], normalization: { mean: [0.13], std: [0.31] } };
const size = 32 * 32;

/** What every image kind must do. */
export function imageKindContract(kind: ImageKind): readonly Check[] {
  return kind.from === 'seed' ? seedImages(kind) : expertImages(kind);
}

function seedImages(kind: SeedImages): Check[] {
  return [
    {
      name: 'gives so many images of that shape, unlabelled, the same ones for the same seed',
      run() {
        const images = kind.batch(format, 5, 7);
        assert.deepEqual([images.shape, images.count, images.labels], [format.shape, 5, undefined]);
        assert.equal(images.pixels.length, 5 * size);
        assert.ok(images.pixels.every(Number.isFinite), 'a pixel is not finite');
        assert.deepEqual(kind.batch(format, 5, 7), images);
        assert.notDeepEqual(kind.batch(format, 5, 8), images);
      },
    },
    {
      name: 'begins many images with those that it gives when few are asked for',
      run() {
        const few = kind.batch(format, 2, 7).pixels;
        assert.deepEqual(kind.batch(format, 4, 7).pixels.subarray(0, few.length), few);
      },
    },
    {
      name: 'gives fresh ones for every step, drawn from the generator alone',
      run() {
        const source = kind.fresh(format);
        const draws = (seed: number) => {
          const random = Random.seeded(seed, 'draws');
          return [source.draw(3, random), source.draw(3, random)];
        };
        const [first, second] = draws(1);
        assert.deepEqual([first?.shape, first?.count], [format.shape, 3]);
        assert.notDeepEqual(second, first);
        assert.deepEqual(draws(1), [first, second]);
      },
    },
  ];
}

function expertImages(kind: ExpertImages): Check[] {
  const expert = once(async () => {
    await setBackend('exmodel-wasm');
    const random = Random.seeded(1, 'expert');
    const model = createModel('lenet', {
      inputShape: format.shape,
      classes: 4,
      random: () => random.uniform(),
    });
    return expertFromLayersModel(model, { classes: [2, 1] });
  });
  const recipe = {
    shape: format.shape,
    outputs: 4,
    iterations: 2,
    learningRate: 0.1,
    batchSize: 4,
    temperature: 2,
  };
  const make = async (seed: number) =>
    synthesisEvents(
      kind.synthesis(recipe, { ...defaultsOf(kind.keys), ...kind.forUnrelatedExperts })(
        await expert(),
        7,
        Random.seeded(seed, 'synthesis'),
      ),
    );
  const images = async (seed: number, each: (event: { readonly work: number }) => void = () => {}) =>
    follow(await make(seed), each);
  return [
    {
      name: 'makes labelled images from an expert, an equal number for each of its classes, reporting the work',
      async run() {
        let work = 0;
        const made = await images(1, (event) => {
          work += event.work;
        });
        assert.deepEqual([made.shape, made.count], [format.shape, 6]);
        assert.ok(made.pixels.every(Number.isFinite), 'a pixel is not finite');
        const labels = [...(made.labels ?? [])];
        assert.deepEqual(labels.toSorted(), [1, 1, 1, 2, 2, 2]);
        assert.equal(work, 6 * recipe.iterations);
      },
    },
    {
      name: 'makes the same ones from the same draws',
      async run() {
        const one = await images(1);
        assert.deepEqual(await images(1), one);
        assert.notDeepEqual(await images(2), one);
      },
    },
    {
      name: 'leaves no tensors, finished or left midway',
      async run() {
        await expert();
        const before = memory().numTensors;
        await images(1);
        for await (const _ of await make(1)) break;
        assert.equal(memory().numTensors, before);
      },
    },
  ];
}
