import { expertFromLayersModel, reestimateBatchNorm } from '@exmodel/distill/layers';
import { memory, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { chooseBackend } from '../backends/choose-backend';
import { painted } from '../teaching/images/painted';
import { drawnImages } from './drawn-images';
import type { TeachContext } from './merge-source';

const shape = [12, 12, 3] as const;
const normalization = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
/** A filter that painted images, which are smooth, hardly excite, and small changes of pixels very much. */
const checks = [1, -1, 1, -1, 1, -1, 1, -1, 1];
let model: LayersModel;

beforeAll(async () => void (await chooseBackend('wasm')));
afterEach(() => void model.dispose());

/** A network with batch norm behind one filter, of these weights at a pixel's neighbours, trained on painted images. */
async function network(filter: readonly number[]) {
  const kernel = filter.flatMap((weight) => [weight, weight, weight]);
  model = sequential({
    layers: [
      layers.conv2d({ inputShape: [...shape], filters: 1, kernelSize: 3, useBias: false }),
      layers.batchNormalization(),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 2, kernelInitializer: initializers.glorotUniform({ seed: 1 }) }),
    ],
  });
  tidy(() => model.layers[0]?.setWeights([tensor4d(kernel, [3, 3, 3, 1])]));
  await reestimateBatchNorm(model, painted.batch({ shape, normalization }, 64, 1), { batchSize: 64 });
  return expertFromLayersModel(model, { classes: [0, 1] });
}

async function drawn(filter: readonly number[]) {
  const expert = await network(filter);
  const context = {
    ...{ shape, normalization, seed: 3 },
    student: { outputs: 2 },
    probes: [{ drawing: 'inversion' }],
    atOnce: { synthesis: 128 },
  } as unknown as TeachContext;
  const before = memory().numTensors;
  const making = drawnImages(expert, 0, 32, context);
  const [trials, losses]: [number[], number[]] = [[], []];
  for (let next = await making.next(); ; next = await making.next()) {
    if (next.done === true) {
      expect(memory().numTensors).toBe(before);
      return { trials, losses, images: next.value };
    }
    (next.value.work === 0 ? trials : losses).push(next.value.loss as number);
  }
}

it('an expert is drawn towards at the usual rate where its loss falls', async () => {
  const { trials, losses, images } = await drawn(checks.map((weight) => weight / 10));
  expect([trials.length, losses.length, images.count]).toEqual([8, 40, 32]);
  expect(losses.at(-1)).toBeLessThan(losses[0] as number);
});

it('one with which that rate overshoots is drawn towards at a lower one', async () => {
  const { trials, losses, images } = await drawn(checks);
  expect(trials.length % 8).toBe(0);
  expect(trials.length).toBeGreaterThan(8);
  expect(losses.length).toBe(40);
  expect(losses.at(-1)).toBeLessThan(losses[0] as number);
  expect(images.pixels.every(Number.isFinite)).toBe(true);
});
