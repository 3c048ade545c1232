import { createModel, loadStateDict, readSafetensors, writeSafetensors } from '@exmodel/models';
import { layersFiles } from '@exmodel/models/tfjs';
import { openWeights } from '@exmodel/models/weights';
import { memory, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { bandExpert, hiddenSize } from '../../test/band-experts';
import { chooseBackend } from '../backends/choose-backend';
import { type MergeFilesEvent, type MergePlace, mergeModels } from './merge-models';
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
    },
    place,
  );
  for await (const event of merging) await look?.(event);
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
