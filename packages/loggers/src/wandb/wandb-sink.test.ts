import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect, onTestFinished, test } from 'vitest';
import { readWandbFile } from '../../test/read-wandb-file';
import type { RunEvent } from '../run-event';
import { stampEvent } from '../stamp-event';
import { fileHead, logRecord, readLogRecords } from './log-blocks';
import { wandbSink } from './wandb-sink';

const history = 2;
const summary = 3;

function file() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-wandb-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const place = path.join(folder, 'wandb/offline-run/run.wandb');
  const write = async (...events: readonly RunEvent[]) => {
    const sink = wandbSink(place, {
      project: 'quickstart',
      run: 'replay_ed',
      group: 'quickstart',
      id: 'abc',
    });
    for (const [i, event] of events.entries()) sink.write(stampEvent(event, 1000 * i));
    await sink.close();
  };
  return { place, write };
}

const begin: RunEvent = {
  type: 'run',
  name: 'x',
  jobs: ['a'],
  backend: 'wasm',
  seed: 1,
  config: { lr: 0.5, 'a.b': null },
};
const accuracy = (experience: number, value: number): RunEvent => ({
  type: 'metric',
  job: 'a',
  experience,
  name: 'accuracy',
  value,
});
const loss: RunEvent = {
  ...{ type: 'progress', phase: 'a', detail: '', done: 1, total: 2, values: { loss: 0.25 } },
  curve: { name: 'distillation/experience0', step: 7 },
};

test('a run is its configuration, a step a point, a summary and an end', async () => {
  const { place, write } = file();
  await write(begin, loss, accuracy(0, 0.5), accuracy(1, Number.NaN), {
    type: 'job',
    job: 'a',
    state: 'finished',
  });
  const records = readWandbFile(place);
  expect(records.map(({ num }) => num)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(records.map(({ field }) => field)).toEqual([21, 17, history, history, history, summary, 18]);
  expect(records.map(({ values }) => values)).toEqual([
    {},
    { id: 'abc', project: 'quickstart', lr: '0.5', 'a.b': 'null' },
    { 'loss/distillation/experience0': '0.25', step: '7', _step: '0' },
    { accuracy: '0.5', experience: '0', _step: '1' },
    { accuracy: 'NaN', experience: '1', _step: '2' },
    { 'loss/distillation/experience0': '0.25', step: '7', accuracy: 'NaN', experience: '1' },
    {},
  ]);
});

test('a histogram is one of W&B’s: how many numbers are between two places each', async () => {
  const { place, write } = file();
  const name = 'weights/fc';
  const spread = { min: -1, max: 3, counts: [3, 0, 5, 1], sum: 9, sumOfSquares: 20.5 };
  await write(begin, { type: 'histogram', job: 'a', experience: 2, name, ...spread });
  const { values } = readWandbFile(place)[2] ?? {};
  expect(JSON.parse(values?.[name] ?? '')).toEqual({
    _type: 'histogram',
    values: [3, 0, 5, 1],
    bins: [-1, 0, 1, 2, 3],
  });
  expect(values?.experience).toBe('2');
});

test('a file that a killed process left is continued without its torn end, with steps that only grow', async () => {
  const { place, write } = file();
  await write(begin, accuracy(0, 0.5));
  const { size } = fs.statSync(place);
  for (const torn of [1, 8, 20]) {
    await write(accuracy(1, 0.75));
    fs.truncateSync(place, size + torn);
  }
  await write(begin, accuracy(2, 1));
  const records = readWandbFile(place);
  expect(records.map(({ field }) => field)).toEqual([21, 17, history, history]);
  expect(records.slice(2).map(({ values }) => [values.accuracy, values._step])).toEqual([
    ['0.5', '0'],
    ['1', '3'],
  ]);
});

property.prop([fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 6 })])(
  'records of any length are read back, and a file cut anywhere has those that are whole',
  (lengths) => {
    let bytes: Uint8Array = fileHead;
    const ends: number[] = [];
    for (const [i, length] of lengths.entries()) {
      bytes = Buffer.concat([bytes, logRecord(new Uint8Array(length).fill(i + 1), bytes.length)]);
      ends.push(bytes.length);
    }
    const sizes = (part: Uint8Array) => readLogRecords(part).records.map((record) => record.length);
    expect(sizes(bytes)).toEqual(lengths);
    for (const [i, end] of ends.entries())
      expect(sizes(bytes.subarray(0, end - 1))).toEqual(lengths.slice(0, i));
  },
);
