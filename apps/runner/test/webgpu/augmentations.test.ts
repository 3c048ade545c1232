import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { BACKEND_NAME } from '@exmodel/backend-webgpu';
import { horizontalFlip, inTurn, paddedCrop, Random, resizedCrop, rotation } from '@exmodel/distill';
import {
  grad,
  type Rank,
  randomUniform,
  setBackend,
  square,
  sum,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { chooseBackend } from '../../src/backends/choose-backend';

/** What an inversion does to its images at every step, and the gradient back through it: run by `pnpm test:webgpu`. */

beforeAll(async () => {
  await chooseBackend('webgpu');
});

it.each([
  ['rotation', rotation(15)],
  ['resizedCrop', resizedCrop(12)],
  ['paddedCrop', paddedCrop(2)],
  ['horizontalFlip', horizontalFlip(1)],
  ['several in turn', inTurn(resizedCrop(12), rotation(15))],
])('%s: the images and gradients of tfjs on the CPU', async (_, augmentation) => {
  async function computeOn(backend: string) {
    await setBackend(backend);
    const changed = (images: Tensor4D) => augmentation.together(images, Random.seeded(3, 'augmentation'));
    const results = tidy(() => {
      const images = randomUniform<Rank.R4>([3, 12, 12, 3], -1, 1, 'float32', 1);
      return [changed(images), grad((x) => sum(square(changed(x as Tensor4D))))(images)];
    });
    const read = await Promise.all(results.map((tensor) => tensor.data<'float32'>()));
    for (const tensor of results) tensor.dispose();
    return read.flatMap((values) => [...values]);
  }
  const [expected, actual] = [await computeOn('cpu'), await computeOn(BACKEND_NAME)];
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i] as number, 4);
});
