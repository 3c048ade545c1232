import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jsonlSink } from './jsonl-sink';
import type { RunEvent } from './run-event';
import { stampEvent } from './stamp-event';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-jsonl-'));
  file = path.join(folder, 'events.jsonl');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const at = (ms: number, event: RunEvent) => stampEvent(event, ms);
const step = (done: number, phase = 'train'): RunEvent => ({
  type: 'progress',
  phase,
  detail: '',
  done,
  total: 1000,
});
const written = () =>
  fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('an event is one line, time and type first; numbers that JSON lacks are read back by Number()', () => {
  const sink = jsonlSink(file);
  sink.write(at(0, { type: 'metric', job: 'a', experience: 0, name: 'loss', value: Number.NaN }));
  sink.write(
    at(0, { type: 'metric', job: 'a', experience: 0, name: 'loss', value: Number.NEGATIVE_INFINITY }),
  );
  expect(fs.readFileSync(file, 'utf8').split('\n')[0]).toBe(
    '{"time":"1970-01-01T00:00:00.000Z","type":"metric","job":"a","experience":0,"name":"loss","value":"NaN"}',
  );
  expect(written().map(({ value }) => Number(value))).toEqual([Number.NaN, Number.NEGATIVE_INFINITY]);
});

test('1000 progress events in 10 s become the first, one a second and the last of the phase', async () => {
  const sink = jsonlSink(file);
  for (let i = 0; i < 1000; i++) sink.write(at(10 * i, step(i)));
  sink.write(at(10_000, step(0, 'evaluate')));
  await sink.close();
  const steps = written().map(({ phase, done }) => `${phase} ${done}`);
  expect(steps).toEqual([
    ...Array.from({ length: 10 }, (_, i) => `train ${100 * i}`),
    'train 999',
    'evaluate 0',
  ]);
});

test('a curve keeps its first and last points and those of one significant digit, however fast it was', async () => {
  const sink = jsonlSink(file);
  const names = ['synthesis/experience0', 'distillation/experience0'];
  const point = (name: string, index: number): RunEvent => ({
    ...{
      type: 'progress',
      phase: 'train',
      detail: '',
      done: index,
      total: 500,
      curve: { name, step: index % 250 },
    },
    values: { loss: 1 },
  });
  let time = 0;
  for (const [i, name] of names.entries())
    for (let k = 0; k < 250; k++) sink.write(at(time++, point(name, 250 * i + k)));
  for (let k = 0; k < 40; k++) sink.write(at(time++, point(names[k % 2] as string, 500 + 11)));
  await sink.close();
  const steps = (name: string) => written().flatMap(({ curve }) => (curve.name === name ? [curve.step] : []));
  const round = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200];
  expect(steps('synthesis/experience0')).toEqual([...round, 249]);
  expect(steps('distillation/experience0')).toEqual([...round, 11]);
});

test('the last progress event is written on close, and not twice', async () => {
  const sink = jsonlSink(file);
  sink.write(at(0, step(0)));
  sink.write(at(1, step(1)));
  expect(written()).toHaveLength(1);
  await sink.close();
  await sink.close();
  expect(written().map(({ done }) => done)).toEqual([0, 1]);
});

test('a resumed run appends, and a line that a killed process left torn does not spoil the next', () => {
  fs.writeFileSync(file, '{"type":"end"}\n{"type":"mess');
  const sink = jsonlSink(file);
  sink.write(at(0, { type: 'end', state: 'finished' }));
  sink.write(at(0, { type: 'end', state: 'failed' }));
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  expect(lines.slice(0, 2)).toEqual(['{"type":"end"}', '{"type":"mess']);
  expect(lines.slice(2, 4).map((line) => JSON.parse(line).state)).toEqual(['finished', 'failed']);
});

test('a file that cannot be opened fails at the first event, not before', async () => {
  const sink = jsonlSink(path.join(folder, 'missing', 'events.jsonl'));
  expect(() => sink.write(at(0, { type: 'end', state: 'finished' }))).toThrow('ENOENT');
  await sink.close();
});
