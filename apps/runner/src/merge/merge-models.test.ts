import { AbortError } from '@exmodel/distill';
import { createModel, loadStateDict, readSafetensors, writeSafetensors } from '@exmodel/models';
import { layersFiles } from '@exmodel/models/tfjs';
import { openWeights } from '@exmodel/models/weights';
import { memory, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bandExpert, hiddenSize } from '../../test/band-experts';
import { chooseBackend } from '../backends/choose-backend';
import { type MergeFilesEvent, type MergePlace, type ModelsRequest, mergeModels } from './merge-models';
import type { ConsensusView } from './merge-source';
import { sliceImages } from './slice-images';
import { studentFiles, studentFormats } from './student-files';

beforeAll(async () => {
  await chooseBackend('wasm');
});

const files = new Map(
  (
    [
      [0, 1],
      [2, 3],
    ] as const
  ).map((bands, i) => [`${i}.safetensors`, blob(writeSafetensors(bandExpert(bands)))]),
);
function blob(bytes: Uint8Array): Blob {
  return new Blob([bytes as BlobPart]);
}

/** The student of a merge of few steps of files that are in memory, in the first of its formats. */
async function merged(
  experts: ReadonlyMap<string, Blob>,
  names: readonly string[],
  watch?: (view: ConsensusView) => (event: MergeFilesEvent) => Promise<void>,
  more: Partial<ModelsRequest> = {},
  each: (event: MergeFilesEvent) => void = () => undefined,
) {
  let student: ReadonlyMap<string, Uint8Array> = new Map();
  const place: MergePlace = {
    accept: () => undefined,
    images: async () => undefined,
    async keep(taught, plan) {
      student = await studentFiles(studentFormats(plan)[0] ?? 'pth', taught, plan);
    },
  };
  let look: ((event: MergeFilesEvent) => Promise<void>) | undefined;
  const merging = mergeModels(
    {
      experts: names.map((location, i) => ({
        location,
        classes: [`${i}a`, `${i}b`].map((name) => ({ name })),
      })),
      wishes: {
        ...{ architecture: undefined, classes: undefined, shape: undefined },
        normalization: { mean: [0.25], std: [0.35] },
      },
      ...{ initial: undefined, source: undefined, iterations: 5, seed: 1, memory: { machine: 4e9 } },
      ...{ resolve: (location) => location, locations: { files: experts } },
      watch: (view) => {
        look = watch?.(view);
      },
      ...more,
    },
    place,
  );
  for await (const event of merging) {
    await look?.(event);
    each(event);
  }
  return student;
}

it('merges files at hand, and a student that is watched while it learns has the same bits', async () => {
  const names = [...files.keys()];
  const before = memory().numTensors;
  const unwatched = await merged(files, names);
  const phases = new Set<string>();
  const watched = await merged(files, names, ({ learner, student, experts, shared, pictures }) => {
    expect(pictures(9)).toMatchObject({ shape: [8, 8, 1], count: 9 });
    // The experts have their first layer in common.
    expect(shared.shape).toEqual([1, 1, hiddenSize]);
    const { shape, count, pixels } = sliceImages(shared, 9);
    return async (event) => {
      if (event.type !== 'progress' || event.phase === 'comparison') return;
      phases.add(event.phase);
      expect((await learner.state()).evidence.odds.length).toBe(shared.count * student.outputs);
      for (const model of [student, ...experts])
        tidy(() => void expect(model.logits(tensor4d(pixels, [count, ...shape])).shape).toEqual([9, 4]));
    };
  });
  expect([...phases]).toEqual(['query', 'distillation', 'images']);
  expect(watched).toEqual(unwatched);
  expect(memory().numTensors).toBe(before);
  const [bytes] = watched.values();
  expect(readSafetensors(bytes as Uint8Array).metadata).toMatchObject({ classes: '["0a","0b","1a","1b"]' });
});

it('a student of TensorFlow.js models is such a model, which can be opened as it is', async () => {
  const models = new Map<string, Blob>();
  for (const [i, bands] of (
    [
      [0, 1],
      [2, 3],
    ] as const
  ).entries()) {
    const options = { inputShape: [8, 8, 1], classes: 2, hiddenSize, random: () => 0.5 } as const;
    const model = createModel('simple_mlp', options);
    loadStateDict(model, bandExpert(bands));
    for (const [name, bytes] of await layersFiles(model, {})) models.set(`${i}/${name}`, blob(bytes));
    model.dispose();
  }
  const student = await merged(models, ['0', '1']);
  const again = new Map([...student].map(([name, bytes]) => [`student/${name}`, blob(bytes)]));
  const { format, metadata } = await openWeights('student', { files: again });
  expect({ format, metadata }).toMatchObject({
    format: 'tfjs-layers',
    metadata: { classes: '["0a","0b","1a","1b"]', input: '8x8x1', mean: '0.25', std: '0.35' },
  });
});

describe('a merge that is aborted', () => {
  it.each<[where: string, more: Partial<ModelsRequest>]>([
    ['planned', {}],
    ['estimate', {}],
    ['images', {}],
    ['query', {}],
    ['distillation', {}],
    ['written', {}],
    ['comparison', {}],
    ['images', { source: 'drawn', initial: 'initial.safetensors' }],
    ['drawing', { source: 'drawn', initial: 'initial.safetensors' }],
    ['synthesis', { source: 'minversion' }],
  ])('at %s of %o ends there, and holds nothing', async (where, more) => {
    const initial = new Map(
      [...bandExpert([0, 1])].map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((value) => value / 2) },
      ]),
    );
    const all = new Map([...files, ['initial.safetensors', blob(writeSafetensors(initial))]]);
    const before = memory().numTensors;
    const controller = new AbortController();
    const reason = new Error('enough');
    let after = -1;
    const each = (event: MergeFilesEvent) => {
      const phase = event.type === 'progress' ? event.phase : event.type;
      if (phase === where) controller.abort(reason);
      if (controller.signal.aborted) after += 1;
    };
    const merging = merged(all, [...files.keys()], undefined, { ...more, signal: controller.signal }, each);
    await expect(merging).rejects.toMatchObject({ name: 'AbortError', cause: reason });
    expect(after).toBe(0);
    expect(memory().numTensors).toBe(before);
  });

  it('before it begins does nothing', async () => {
    const signal = AbortSignal.abort();
    await expect(merged(files, [...files.keys()], undefined, { signal })).rejects.toBeInstanceOf(AbortError);
  });
});

it('lets other work have its turn all the time', async () => {
  // Every look at the clock finds that much has been computed since the last one.
  let now = 1e9;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 25;
    return now;
  });
  let turns = 0;
  const turn = () => {
    turns += 1;
    host = setImmediate(turn);
  };
  let host = setImmediate(turn);
  let [events, seen] = [0, 0];
  try {
    await merged(files, [...files.keys()], undefined, {}, () => {
      expect(turns).toBeGreaterThan(seen);
      seen = turns;
      events += 1;
    });
  } finally {
    clearImmediate(host);
    vi.restoreAllMocks();
  }
  expect(events).toBeGreaterThan(300);
});

it('a model that cannot be loaded leaves nothing of itself and of the others', async () => {
  const broken = bandExpert([2, 3]);
  const name = [...broken.keys()].find((key) => key.endsWith('bias')) ?? '';
  broken.get(name)?.data.fill(Number.NaN);
  const all = new Map([...files, ['broken.safetensors', blob(writeSafetensors(broken))]]);
  const before = memory().numTensors;
  await expect(merged(all, [...files.keys(), 'broken.safetensors'])).rejects.toThrow(/broken.*NaN/);
  expect(memory().numTensors).toBe(before);
});
