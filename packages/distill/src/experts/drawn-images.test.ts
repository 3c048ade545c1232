import '../../test/setup';
import { memory, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, expect, it } from 'vitest';
import { expertFromLayersModel } from '../adapters/expert-from-layers-model';
import { reestimateBatchNorm } from '../adapters/reestimate-batch-norm';
import { scenes } from '../procedural/scenes';
import { Random } from '../random';
import { proceduralImages } from '../sources/procedural-images';
import { drawingGradients, drawnImages } from './drawn-images';

const shape = [12, 12, 3] as const;
const normalization = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const painted = proceduralImages({ recipe: [[scenes, 1]], shape, normalization });
const options = {
  ...{ shape, outputs: 2, batchSize: 32 },
  start: (count: number, random: Random) => painted.draw(count, random).pixels,
};
/** A filter that painted images, which are smooth, hardly excite, and small changes of pixels very much. */
const checks = [1, -1, 1, -1, 1, -1, 1, -1, 1];
let model: LayersModel | undefined;

afterEach(() => {
  model?.dispose();
  model = undefined;
});

/** A network with batch norm behind one filter, of these weights at a pixel's neighbours, trained on painted images. */
async function network(filter: readonly number[]) {
  const kernel = filter.flatMap((weight) => [weight, weight, weight]);
  const own = sequential({
    layers: [
      layers.conv2d({ inputShape: [...shape], filters: 1, kernelSize: 3, useBias: false }),
      layers.batchNormalization(),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 2, kernelInitializer: initializers.glorotUniform({ seed: 1 }) }),
    ],
  });
  model = own;
  tidy(() => own.layers[0]?.setWeights([tensor4d(kernel, [3, 3, 3, 1])]));
  await reestimateBatchNorm(own, painted.draw(64, Random.seeded(1)), { batchSize: 64 });
  return expertFromLayersModel(own, { classes: [0, 1] });
}

/** The losses of each trial, and those of the drawing itself, iteration by iteration. */
async function drawn(filter: readonly number[]) {
  const expert = await network(filter);
  const before = memory().numTensors;
  const making = drawnImages('inversion', options)(expert, 16, Random.seeded(3));
  const runs: number[][] = [];
  let gradients = 0;
  for (let next = await making.next(); ; next = await making.next()) {
    if (next.done === true) {
      expect(memory().numTensors).toBe(before);
      return { trials: runs.slice(0, -1), losses: runs.at(-1) ?? [], gradients, images: next.value };
    }
    const { iteration, images, loss } = next.value;
    if (iteration === 1) runs.push([]);
    runs.at(-1)?.push(loss as number);
    gradients += images;
  }
}
const late = (losses: readonly number[] = []) => losses.slice(4).reduce((sum, loss) => sum + loss, 0);

it('an expert is drawn towards at the usual rate where none below gives a lower loss', async () => {
  const { trials, losses, gradients, images } = await drawn(checks.map((weight) => weight / 10));
  expect(trials.map(({ length }) => length)).toEqual([8, 8]);
  expect(losses).toHaveLength(40);
  // The images of the trials are those that are drawn, varied in the same ways.
  expect(losses.slice(0, 8)).toEqual(trials[0]);
  expect(late(trials[0])).toBeLessThan(late(trials[1]));
  expect(gradients).toBe(drawingGradients('inversion', 16));
  expect([...(images.labels ?? [])]).toEqual([...Array(8).fill(0), ...Array(8).fill(1)]);
});

it('one with which that rate overshoots is drawn towards at a lower one', async () => {
  const { trials, losses, images } = await drawn(checks);
  expect(trials.length).toBeGreaterThan(2);
  const chosen = trials.at(-2) ?? [];
  expect(losses.slice(0, 8)).toEqual(chosen);
  expect(trials.filter((each) => late(each) < late(chosen))).toEqual([]);
  expect(images.pixels.every(Number.isFinite)).toBe(true);
});

it.each(['inversion', 'ascent'] as const)('%s in batches of no images is refused', (by) => {
  expect(() => drawnImages(by, { ...options, batchSize: 0 })).toThrow(/batchSize 0/);
});
