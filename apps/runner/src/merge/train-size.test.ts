import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageBatch } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import { createModel, stateDict, writeSafetensors } from '@exmodel/models';
import { tfjsHandler } from '@exmodel/models/tfjs';
import { memory, type Tensor } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { teachableMachine, writeTeachableMachine } from '../../test/teachable-machine';
import { temporaryFolder } from '../../test/temporary-folder';
import { chooseBackend } from '../backends/choose-backend';
import { parseExpertArgument } from './expert-argument';
import { readGivenImages } from './given-folder';
import { type MergeFilesEvent, type MergeRequest, mergeFiles } from './merge-files';
import { paint } from './paint';
import { estimateText } from './plan-text';

const folder = temporaryFolder(afterAll);
const small = { size: 16, alpha: 0.1, stages: 2, features: 12, units: 6, classes: 2 };
const both = ['cats/model.json', 'cars/model.json'];

beforeAll(async () => {
  await chooseBackend('wasm');
  for (const [i, [name, labels]] of Object.entries({
    cats: ['cat', 'dog'],
    cars: ['car', 'boat'],
  }).entries()) {
    const model = teachableMachine({ ...small, trunkSeed: i, headSeed: i });
    await writeTeachableMachine(join(folder, name), model, labels);
    model.dispose();
  }
});

async function merged(
  experts: readonly string[],
  trainSize: number | undefined,
  until?: MergeFilesEvent['type'],
  given: Partial<MergeRequest> = {},
) {
  const seen: MergeFilesEvent[] = [];
  const wishes = { architecture: undefined, classes: undefined, shape: undefined, normalization: undefined };
  for await (const event of mergeFiles({
    experts: experts.map(parseExpertArgument),
    ...{ out: join(folder, 'student/model.json'), wishes: { ...wishes, trainSize } },
    ...{ source: 'procedural', iterations: 3, budget: { effort: 0.01 }, seed: 1, memory: { machine: 4e9 } },
    ...{ initial: undefined, images: undefined, locations: {} },
    resolve: (location) => join(folder, location),
    ...given,
  })) {
    seen.push(event);
    if (event.type === until) break;
  }
  const [estimate] = seen.flatMap((event) => (event.type === 'estimate' ? [event] : []));
  return { seen, estimate: estimate as NonNullable<typeof estimate> };
}

/** What the model's batch norm layers keep. */
function statisticsOf(model: LayersModel): Promise<number[][]> {
  const kept = model.weights.filter(({ originalName }) => originalName.includes('moving_'));
  return Promise.all(kept.map(async (weight) => [...(await (weight.read() as Tensor).data())]));
}

function expectClose(kept: readonly number[][], again: readonly number[][]): void {
  expect(kept.length).toBeGreaterThan(0);
  for (const [i, values] of kept.entries())
    for (const [c, value] of values.entries()) expect(value).toBeCloseTo(again[i]?.[c] ?? Number.NaN, 4);
}

describe('a student may be taught on smaller images', () => {
  it('by the work that was planned, and it takes those of its experts’ size', async () => {
    const { seen, estimate } = await merged(both, 8);
    expect(estimate.sizes).toMatchObject({ full: [16, 16, 3], taught: [8, 8, 3] });
    expect(estimate.sizes?.same).toHaveLength(2);
    for (const share of estimate.sizes?.same ?? []) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(estimateText(estimate, 0)).toMatch(
      /taught on images of 8×8, not 16×16: .* at both sizes for .* %/,
    );
    const done = seen.reduce((total, event) => total + (event.type === 'progress' ? event.work : 0), 0);
    expect(done / estimate.work).toBeCloseTo(1, 5);
    const metadata = readFileSync(join(folder, 'student/metadata.json'), 'utf8');
    expect(JSON.parse(metadata)).toMatchObject({ imageSize: 16 });
  });

  it('and its batch norm knows images of the full size', async () => {
    await merged(both, 8, 'written', { iterations: 1 });
    const student = await loadLayersModel(tfjsHandler(join(folder, 'student/model.json')));
    const kept = await statisticsOf(student);
    const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
    const images = paint({ shape: [16, 16, 3], normalization: half, seed: 1 }, 250, 0);
    await reestimateBatchNorm(student, images, { batchSize: 250 });
    expectClose(kept, await statisticsOf(student));
    student.dispose();
  });

  it('by images of the user, on which its batch norm is estimated in their full size', async () => {
    const photos = join(folder, 'photos');
    mkdirSync(photos);
    for (let i = 0; i < 12; i++) {
      const data = Uint8Array.from({ length: 768 }, (_, at) => 127 + 120 * Math.sin(i + at * (1 + i)));
      writeFileSync(join(photos, `${i}.png`), encode({ width: 16, height: 16, channels: 3, data }));
    }
    const images = { folder: photos, strict: false };
    await merged(both, 8, 'written', { source: undefined, iterations: 1, images });
    const student = await loadLayersModel(tfjsHandler(join(folder, 'student/model.json')));
    const kept = await statisticsOf(student);
    const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
    const plan = { shape: [16, 16, 3], taught: [8, 8, 3], normalization: half } as const;
    const { inFullSize } = await readGivenImages(images, plan, 1);
    const learned = (await inFullSize?.(250)) as ImageBatch;
    await reestimateBatchNorm(student, learned, { batchSize: 250 });
    expectClose(kept, await statisticsOf(student));
    student.dispose();
  });

  it('without a leak', async () => {
    for (const trainSize of [8, undefined]) {
      const before = memory().numTensors;
      await merged(both, trainSize);
      expect(memory().numTensors).toBe(before);
    }
  });

  it('unless all begin with the same layers, which see each image once', async () => {
    const head = teachableMachine({ ...small, trunkSeed: 0, headSeed: 7 });
    await writeTeachableMachine(join(folder, 'birds'), head, ['owl', 'jay']);
    head.dispose();
    const { estimate } = await merged(['cats/model.json', 'birds/model.json'], 8, 'estimate');
    expect(estimate.trunk).toBeGreaterThan(0);
    expect(estimate.sizes).toBeUndefined();
  });

  it('is refused for models of one size, and for a size that is no smaller', async () => {
    const normalization = { mean: [0.5], std: [0.5] };
    const model = createModel('lenet', { inputShape: [32, 32, 1], classes: 2, random: () => 0.4 });
    const other = createModel('lenet', { inputShape: [32, 32, 1], classes: 2, random: () => 0.6 });
    for (const [name, each] of Object.entries({ model, other }))
      writeFileSync(join(folder, `${name}.safetensors`), writeSafetensors(await stateDict(each)));
    const wishes = { architecture: undefined, classes: undefined, shape: undefined, normalization };
    const files = ['model.safetensors:a,b', 'other.safetensors:c,d'];
    const request = { wishes: { ...wishes, trainSize: 24 }, out: join(folder, 'x.pth') };
    await expect(merged(files, 24, undefined, request)).rejects.toThrow(
      /^model\.safetensors cannot be given images of 24x24x1, as --train-size says\. .* a global pool/,
    );
    await expect(merged(both, 16)).rejects.toThrow(
      /^--train-size is 16, .* 16x16x3\. .* fewer pixels than 16/,
    );
    model.dispose();
    other.dispose();
  });
});
