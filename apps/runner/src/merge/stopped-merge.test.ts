import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@exmodel/distill';
import { createModel, stateDict, writeSafetensors } from '@exmodel/models';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { chooseBackend } from '../backends/choose-backend';
import { parseExpertArgument } from './expert-argument';
import { type MergeFilesEvent, type MergeRequest, mergeFiles } from './merge-files';
import { estimateText } from './plan-text';

const folder = temporaryFolder(afterAll);
const pathOf = (name: string) => join(folder, name);
const student = () => readFileSync(pathOf('student.safetensors'));

/** Two perceptrons that started alike: images are drawn towards their classes. */
beforeAll(async () => {
  await chooseBackend('wasm');
  for (const [i, name] of ['a', 'b'].entries()) {
    const [start, own] = [Random.seeded(1), Random.seeded(2 + i)];
    const random = () => start.uniform();
    const model = createModel('simple_mlp', { inputShape: [8, 8, 1], classes: 2, hiddenSize: 16, random });
    const tensors = [...(await stateDict(model))].map(([tensor, { shape, data }]) => {
      return [
        tensor,
        { shape, data: Float32Array.from(data, (value) => value + own.uniform() / 20) },
      ] as const;
    });
    writeFileSync(pathOf(`${name}.safetensors`), writeSafetensors(new Map(tensors), {}));
    model.dispose();
  }
});

function merging(changes: Partial<MergeRequest> = {}) {
  return mergeFiles({
    experts: ['a.safetensors:a,b', 'b.safetensors:c,d'].map(parseExpertArgument),
    ...{ out: pathOf('student.safetensors'), source: undefined, iterations: 12, budget: { effort: 0.02 } },
    wishes: {
      ...{ architecture: undefined, classes: undefined, shape: [8, 8, 1] },
      normalization: { mean: [0.5], std: [0.5] },
    },
    ...{ seed: 1, memory: { machine: 4e9 }, initial: undefined, images: undefined, locations: {} },
    ...{ checkpointEvery: 0, resolve: pathOf, ...changes },
  });
}

/** The events until so many are seen, or until the student is written. */
async function merged(most = Number.POSITIVE_INFINITY, changes?: Partial<MergeRequest>) {
  const events: MergeFilesEvent[] = [];
  for await (const event of merging(changes)) {
    events.push(event);
    if (event.type === 'written' || events.length >= most) break;
  }
  return events;
}
const phases = (events: readonly MergeFilesEvent[]) =>
  new Set(events.map((event) => (event.type === 'progress' ? event.phase : event.type)));
const estimateOf = (events: readonly MergeFilesEvent[]) =>
  events.find((event) => event.type === 'estimate') as Extract<MergeFilesEvent, { type: 'estimate' }>;
const workOf = (events: readonly MergeFilesEvent[]) =>
  events.reduce((sum, event) => sum + (event.type === 'progress' ? event.work : 0), 0);

it('a merge that is stopped goes on by the same command, to the same bits', async () => {
  const whole = await merged();
  const wanted = student();
  expect([...phases(whole)]).toEqual([
    'planned',
    'estimate',
    'images',
    'drawing',
    'query',
    'distillation',
    'written',
  ]);
  const first = whole.findIndex((event) => event.type === 'progress' && event.phase === 'drawing');
  const before = memory().numTensors;
  for (const share of [0.2, 0.5, 0.7, 0.99]) {
    const stopped = await merged(first + 1 + Math.floor(share * (whole.length - first - 1)));
    expect(existsSync(pathOf('student.safetensors.checkpoint'))).toBe(true);
    writeFileSync(pathOf('student.safetensors'), '');
    const rest = await merged(undefined, { budget: { effort: 0.02 } });
    expect(phases(rest)).toContain('resumed');
    expect(stopped.length + rest.length).toBeLessThan(2 * whole.length);
    expect(workOf(rest)).toBeCloseTo(workOf(whole), 5);
    expect(student().equals(wanted)).toBe(true);
    expect(existsSync(pathOf('student.safetensors.checkpoint'))).toBe(false);
    expect(estimateText(estimateOf(rest), 0)).toMatch(/^goes on +where it was stopped: [\d.]+ % is done/m);
  }
  expect(memory().numTensors).toBe(before);
});

it.each(['noise', 'minversion', 'dimpression'])(
  'a merge of --source %s, one expert after the other, goes on to the same bits, too',
  async (source) => {
    const changes = { source, iterations: 3, budget: { effort: 0.01 } };
    const whole = await merged(undefined, changes);
    const wanted = student();
    const first = whole.findIndex((event) => event.type === 'progress');
    const before = memory().numTensors;
    // In the images of either expert and in its steps, where it has both.
    for (const share of [0.1, 0.6, 0.99]) {
      const stopped = await merged(first + 2 + Math.floor(share * (whole.length - first - 2)), changes);
      writeFileSync(pathOf('student.safetensors'), '');
      const rest = await merged(undefined, changes);
      expect(phases(rest)).toContain('resumed');
      expect(stopped.length + rest.length).toBeLessThan(2 * whole.length);
      expect(workOf(rest)).toBeCloseTo(workOf(whole), 5);
      expect(student().equals(wanted)).toBe(true);
    }
    expect(memory().numTensors).toBe(before);
  },
);

it('another merge into the same file starts anew', async () => {
  const whole = await merged();
  await merged(whole.length - 4);
  for (const changes of [
    { seed: 2 },
    { iterations: 13 },
    { experts: ['b.safetensors:a,b', 'a.safetensors:c,d'].map(parseExpertArgument) },
  ])
    expect(phases(await merged(4, changes))).not.toContain('resumed');
  const planned = await merged(undefined, { planOnly: true });
  expect(estimateOf(planned).done).toBeUndefined();
  expect(phases(await merged())).toContain('resumed');
});
