import './setup';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expertFromLayersModel } from '../src/adapters/expert-from-layers-model';
import { paddedCrop } from '../src/augmentations/padded-crop';
import type { Expert } from '../src/expert';
import { type ImageBatch, imageSize, selectImages } from '../src/images';
import { MissingProbeError } from '../src/missing-probe-error';
import { Random } from '../src/random';
import { auxiliaryImages } from '../src/sources/auxiliary-images';
import { gaussianNoise } from '../src/sources/gaussian-noise';
import { rehearsalBuffer } from '../src/sources/rehearsal-buffer';
import type { SampleSource } from '../src/sources/sample-source';
import { dataImpression } from '../src/synthesis/data-impression';
import { modelInversion } from '../src/synthesis/model-inversion';
import type { Synthesis } from '../src/synthesis/synthesis';
import { bands, toyShape, trainedToyModel } from './toy';

const outputs = 4;
const experts = [
  [0, 1],
  [2, 3],
].map((classes) => expertFromLayersModel(trainedToyModel(bands(classes, 20), outputs, 5), { classes })) as [
  Expert,
  Expert,
];

const synthesis = {
  shape: toyShape,
  outputs,
  iterations: 3,
  learningRate: 0.1,
  batchSize: 4,
  temperature: 2,
  weightDecay: 1e-4,
  blur: 0.01,
  batchNorm: 1,
  augmentation: paddedCrop(1),
};
const replay: Synthesis = async function* (expert, count, random) {
  const images = bands(expert.classes, 30);
  return selectImages(images, random.permutation(30).subarray(0, count));
};
const auxiliary = bands([0, 1, 2, 3], 50);
const buffer = (synthesis: Synthesis) =>
  rehearsalBuffer({ synthesis, budget: 12, augmentation: paddedCrop(1) });

interface Case {
  readonly name: string;
  readonly make: () => SampleSource;
  /** What is known of a drawn image. */
  readonly knows: readonly ('labels' | 'softLabels')[];
}

/** A new source is one line here. */
const cases: readonly Case[] = [
  { name: 'model inversion', make: () => buffer(modelInversion(synthesis)), knows: ['labels'] },
  {
    name: 'data impression',
    make: () => buffer(dataImpression({ ...synthesis, beta: 1 })),
    knows: ['labels'],
  },
  {
    name: 'data impression of the expert’s classes, soft labels',
    make: () =>
      buffer(dataImpression({ ...synthesis, beta: 1, impressionClasses: 'expert', softLabels: true })),
    knows: ['labels', 'softLabels'],
  },
  { name: 'replay', make: () => buffer(replay), knows: ['labels'] },
  { name: 'gaussian noise', make: () => gaussianNoise(toyShape), knows: [] },
  {
    name: 'auxiliary images',
    make: () => auxiliaryImages({ ...auxiliary, read: (indices) => selectImages(auxiliary, indices).pixels }),
    knows: [],
  },
];

async function prepare(source: SampleSource, expert: Expert, seed = 1): Promise<ImageBatch | undefined> {
  const making = source.prepare(expert, Random.seeded(seed, 'prepare'));
  for (;;) {
    const made = await making.next();
    if (made.done === true) return made.value;
    expect(made.value.iteration).toBeLessThanOrEqual(made.value.iterations);
  }
}

async function prepared(make: () => SampleSource, seed = 1): Promise<SampleSource> {
  const source = make();
  for (const expert of experts) await prepare(source, expert, seed);
  return source;
}

describe.each(cases)('every sample source: $name', ({ make, knows }) => {
  it.each([1, 7, 40])(
    'a draw of %i has that many whole images and all that is known of them',
    async (count) => {
      const batch = (await prepared(make)).draw(count, Random.seeded(2));
      expect(batch.count).toBe(count);
      expect(batch.shape).toEqual(toyShape);
      expect(batch.pixels).toHaveLength(count * imageSize(toyShape));
      expect(batch.pixels.every(Number.isFinite)).toBe(true);
      expect(['labels', 'softLabels'].filter((key) => key in batch)).toEqual(knows);
      expect(batch.labels?.length ?? count).toBe(count);
      expect(batch.labels?.every((label) => label >= 0 && label < outputs) ?? true).toBe(true);
      for (let i = 0; i < count && batch.softLabels !== undefined; i++) {
        const row = batch.softLabels.slice(i * outputs, (i + 1) * outputs);
        expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        expect(row.indexOf(Math.max(...row))).toBe(batch.labels?.[i]);
      }
    },
  );

  it('the same seeds give the same bits, others others', async () => {
    const drawn = async (prepareSeed: number, drawSeed: number) =>
      (await prepared(make, prepareSeed)).draw(10, Random.seeded(drawSeed));
    const one = await drawn(1, 1);
    expect(await drawn(1, 1)).toEqual(one);
    expect((await drawn(1, 2)).pixels).not.toEqual(one.pixels);
  });

  it('a draw changes nothing in the source', async () => {
    const source = await prepared(make);
    const one = source.draw(10, Random.seeded(1));
    one.pixels.fill(0);
    one.labels?.fill(0);
    const fresh = (await prepared(make)).draw(10, Random.seeded(1));
    expect(source.draw(10, Random.seeded(1))).toEqual(fresh);
  });

  it('what was made from an expert, if anything, is finite and within the budget', async () => {
    const made = await prepare(make(), experts[0]);
    if (made === undefined) return;
    expect(made.count).toBeGreaterThan(0);
    expect(made.count).toBeLessThanOrEqual(12);
    expect(made.pixels).toHaveLength(made.count * imageSize(toyShape));
    expect(made.pixels.every(Number.isFinite)).toBe(true);
  });

  it('holds no tensors: neither after prepare and draw nor after a prepare left half-way', async () => {
    const before = memory().numTensors;
    const source = await prepared(make);
    source.draw(5, Random.seeded(1));
    expect(memory().numTensors).toBe(before);
    const making = make().prepare(experts[0], Random.seeded(1));
    await making.next();
    await making.return(undefined);
    expect(memory().numTensors).toBe(before);
  });
});

describe('labels name', () => {
  const labelsOf = async (synthesis: Synthesis) =>
    new Set((await prepare(rehearsalBuffer({ synthesis, budget: 60 }), experts[1]))?.labels);
  const impression = { ...synthesis, iterations: 1, batchSize: 60, beta: 1 };
  it('the classes aimed at, in model inversion', async () => {
    expect(await labelsOf(modelInversion({ ...synthesis, iterations: 1 }))).toEqual(new Set([2, 3]));
  });
  it('any output, in data impression as the reference does it', async () => {
    const labels = await labelsOf(dataImpression(impression));
    expect([0, 1].some((label) => labels.has(label))).toBe(true);
  });
  it('only the expert’s classes, with impressionClasses: expert', async () => {
    const labels = await labelsOf(dataImpression({ ...impression, impressionClasses: 'expert' }));
    expect(labels).toEqual(new Set([2, 3]));
  });
});

describe('an expert that cannot do what a source asks', () => {
  const poor: Expert = { classes: [0, 1], logits: experts[0].logits };
  it.each<[string, Synthesis, string]>([
    ['data impression', dataImpression({ ...synthesis, beta: 1 }), 'classifierWeights'],
    ['synthesis with batchNorm > 0', modelInversion(synthesis), 'logitsAndStatistics'],
  ])('%s says what it misses', async (neededBy, synthesis, probe) => {
    const error = await prepare(buffer(synthesis), poor).catch((reason) => reason);
    expect(error).toBeInstanceOf(MissingProbeError);
    expect(error).toMatchObject({ neededBy, probe });
    expect(error.message).toContain(`${probe}()`);
  });
  it('batchNorm 0 asks for no statistics', async () => {
    const source = buffer(modelInversion({ ...synthesis, batchNorm: 0 }));
    expect((await prepare(source, poor))?.count).toBe(12);
  });
  it('too small a budget for its classes is refused', async () => {
    const source = rehearsalBuffer({ synthesis: modelInversion(synthesis), budget: 1 });
    await expect(prepare(source, experts[0])).rejects.toThrow(/buffer_size/);
  });
});
