import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEventFile } from '../../test/read-event-file';
import type { RunEvent } from '../run-event';
import { stampEvent } from '../stamp-event';
import { tensorboardSink } from './tensorboard-sink';

/** One grey pixel, made with zlib by hand. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-tensorboard-'));
  file = path.join(folder, 'events.out.tfevents.exmodel');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const metric = (changes: Partial<Extract<RunEvent, { type: 'metric' }>>): RunEvent => ({
  type: 'metric',
  job: 'a',
  experience: 0,
  name: 'accuracy',
  value: 0.5,
  ...changes,
});
const loss = (name: string, step: number, value = step): RunEvent => ({
  type: 'progress',
  phase: 'a',
  detail: '',
  done: 1,
  total: 5,
  values: { loss: value },
  curve: { name, step },
});

function write(events: readonly RunEvent[]) {
  const sink = tensorboardSink(file);
  for (const [i, event] of events.entries()) sink.write(stampEvent(event, 1000 * (i + 1)));
  return sink;
}

test('metrics lie over the experiences, those measured within one over its iterations', () => {
  write([
    metric({ step: 1000, value: 0.25 }),
    metric({}),
    metric({ experience: 1, name: 'accuracy/experience0', value: 1 }),
  ]);
  const { version, points } = readEventFile(file);
  expect(version).toBe('brain.Event:2');
  expect(points).toEqual([
    { tag: 'accuracy/within_experience0', step: 1000, wallTime: 1, scalar: 0.25 },
    { tag: 'accuracy', step: 0, wallTime: 2, scalar: 0.5 },
    { tag: 'accuracy/experience0', step: 1, wallTime: 3, scalar: 1 },
  ]);
});

test('a curve keeps each step once, and of long ones those of three significant digits', () => {
  write([
    ...Array.from({ length: 1234 }, (_, i) => loss('x', i + 1)),
    loss('y', 1),
    loss('y', 1),
    loss('y', 2),
  ]);
  const { points } = readEventFile(file);
  const steps = (tag: string) => points.filter((point) => point.tag === tag).map(({ step }) => step);
  const expected = [
    ...Array.from({ length: 1000 }, (_, i) => i + 1),
    ...Array.from({ length: 23 }, (_, i) => 1010 + 10 * i),
  ];
  expect(steps('loss/x')).toEqual(expected);
  expect(steps('loss/y')).toEqual([1, 2]);
});

test('a histogram has its bins by their upper ends, and what it needs no bins for', () => {
  const spread = { min: -1, max: 3, counts: [3, 0, 5, 2], sum: 9, sumOfSquares: 20.5 };
  write([{ type: 'histogram', job: 'a', experience: 2, name: 'weights/fc', ...spread }]);
  expect(readEventFile(file).points).toEqual([
    {
      ...{ tag: 'weights/fc', step: 2, wallTime: 1 },
      histogram: { numbers: [-1, 3, 10, 9, 20.5], limits: [0, 1, 2, 3], counts: [3, 0, 5, 2] },
    },
  ]);
});

test('an image is in the file whole, with its size', () => {
  const picture = path.join(folder, 'samples.png');
  fs.writeFileSync(picture, png);
  write([{ type: 'image', job: 'a', experience: 3, name: 'samples', path: picture }]);
  const [point] = readEventFile(file).points;
  expect(point).toMatchObject({ tag: 'samples', step: 3, image: { height: 1, width: 1, channels: 1 } });
  expect(png.equals(point?.image?.png ?? new Uint8Array())).toBe(true);
});

test('an image event that names no PNG is an error that says so', () => {
  const text = path.join(folder, 'text');
  fs.writeFileSync(text, 'hello');
  const events: RunEvent[] = [{ type: 'image', job: 'a', experience: 0, name: 'x', path: text }];
  expect(() => write(events)).toThrow(
    /These 5 bytes are no PNG file; expected .* Let the image event name a PNG/,
  );
});

test('the file is readable after every event, and where a kill cut the last record short', () => {
  const sink = write([metric({ value: 0.125 })]);
  expect(readEventFile(file).points).toHaveLength(1);
  sink.write(stampEvent(metric({ experience: 1 }), 9000));
  expect(readEventFile(file).points).toHaveLength(2);
  const { size } = fs.statSync(file);
  for (const cut of [1, 5, 20]) {
    fs.truncateSync(file, size - cut);
    expect(readEventFile(file).points).toEqual([{ tag: 'accuracy', step: 0, wallTime: 1, scalar: 0.125 }]);
  }
});

test('values without a whole step are omitted; NaN and infinities are kept', () => {
  write([
    metric({ step: 0.5 }),
    metric({ experience: Number.NaN }),
    metric({ value: Number.NaN }),
    metric({ value: -1 / 0 }),
  ]);
  expect(readEventFile(file).points.map(({ scalar }) => scalar)).toEqual([
    Number.NaN,
    Number.NEGATIVE_INFINITY,
  ]);
});

test('a job has its configuration as a text and as hyperparameters, which end with it', () => {
  const end: RunEvent = { type: 'job', job: 'a', state: 'finished' };
  const config = { lr: 0.5, name: '<b>|x' };
  const begin: RunEvent = { type: 'run', name: 'x', jobs: ['a'], backend: 'wasm', seed: 1, config };
  write([begin, metric({ value: 0.25 }), metric({ experience: 1, value: 0.75 }), end]);
  const { points } = readEventFile(file);
  expect(points.map(({ tag, scalar, plugin }) => [tag, scalar ?? plugin])).toEqual([
    ['_hparams_/session_start_info', 'hparams'],
    ['config', 'text'],
    ['accuracy', 0.25],
    ['accuracy', 0.75],
    ['_hparams_/session_end_info', 'hparams'],
  ]);
  expect(points[1]?.text).toBe(
    '| key | value |\\n| --- | --- |\\n| lr | 0\\\\.5 |\\n| name | "\\\\<b\\\\>\\\\|x" |'
      .replaceAll('\\n', '\n')
      .replaceAll('\\\\', '\\'),
  );
});

test('a file of an earlier run is replaced', () => {
  write([metric({}), metric({})]);
  write([metric({ value: 1 })]);
  expect(readEventFile(file).points.map(({ scalar }) => scalar)).toEqual([1]);
});

test('a file that goes on has the points of both writers, and says once what it is', async () => {
  const first = tensorboardSink(file);
  first.write(stampEvent(metric({ value: 0.25 }), 1000));
  await first.close();
  const second = tensorboardSink(file, { append: true });
  second.write(stampEvent(metric({ experience: 1 }), 2000));
  await second.close();
  const { version, points } = readEventFile(file);
  expect(version).toBe('brain.Event:2');
  expect(points.map(({ step, scalar }) => [step, scalar])).toEqual([
    [0, 0.25],
    [1, 0.5],
  ]);
});
