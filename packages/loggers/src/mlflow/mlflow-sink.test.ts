import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fakeMlflow } from '../../test/fake-mlflow';
import { EventStream } from '../event-stream';
import { memorySink } from '../memory-sink';
import type { RunEvent } from '../run-event';
import { stampEvent } from '../stamp-event';
import { MlflowError } from './mlflow-client';
import { mlflowSink } from './mlflow-sink';

const accuracy = (experience: number, value: number, name = 'accuracy'): RunEvent => ({
  type: 'metric',
  job: 'a',
  experience,
  name,
  value,
});
const begin: RunEvent = {
  type: 'run',
  name: 'x',
  jobs: ['a'],
  backend: 'wasm',
  seed: 1,
  config: { lr: 0.5, 'a<b>': [1], long: 'x'.repeat(9000) },
};
const job = (state: 'finished' | 'failed' | 'started'): RunEvent => ({ type: 'job', job: 'a', state });

async function write(server: string, events: readonly RunEvent[], { resume = false, every = 1000 } = {}) {
  const sink = mlflowSink({ server, experiment: 'quick start', run: "replay_ed/it's", resume });
  for (const [i, event] of events.entries()) sink.write(stampEvent(event, every * i));
  await sink.close();
}

test('a job is a run with its parameters, metrics, images and end', async () => {
  const server = await fakeMlflow(onTestFinished);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-mlflow-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const picture = path.join(folder, 'samples.png');
  fs.writeFileSync(picture, 'png');
  const image: RunEvent = { type: 'image', job: 'a', experience: 0, name: '../samples', path: picture };
  await write(server.address, [
    begin,
    job('started'),
    accuracy(0, 0.5),
    accuracy(1, Number.NaN),
    accuracy(0, 1, '<a>/b'),
    image,
    job('finished'),
  ]);
  const [run] = server.runs;
  expect(run).toMatchObject({ name: "replay_ed/it's", status: 'FINISHED', start: 0, end: 6000 });
  expect(run?.params).toEqual([
    { key: 'lr', value: '0.5' },
    { key: 'a_b_', value: '[1]' },
    { key: 'long', value: 'x'.repeat(6000) },
  ]);
  expect(run?.metrics).toEqual([
    { key: 'accuracy', value: 0.5, step: 0, timestamp: 2000 },
    { key: 'accuracy', value: 'NaN', step: 1, timestamp: 3000 },
    { key: '_a_/b', value: 1, step: 0, timestamp: 4000 },
  ]);
  expect(server.files).toEqual([`/api/2.0/mlflow-artifacts/artifacts/1/${run?.id}/artifacts/__samples.png`]);
});

test('a run that goes on is found by its name; one that begins anew is another', async () => {
  const server = await fakeMlflow(onTestFinished);
  await write(server.address, [begin, accuracy(0, 0.5)]);
  await write(server.address, [begin, accuracy(1, 0.75), job('finished')], { resume: true });
  await write(server.address, [begin, accuracy(0, 1), job('failed')]);
  expect(server.runs).toMatchObject([
    { status: 'FINISHED', params: { length: 3 }, metrics: [{ value: 0.5 }, { value: 0.75 }] },
    { status: 'FAILED', metrics: [{ value: 1 }] },
  ]);
});

test('jobs that begin at once share an experiment, whichever of them makes it', async () => {
  const server = await fakeMlflow(onTestFinished);
  await Promise.all([1, 2, 3].map((value) => write(server.address, [accuracy(0, value)])));
  expect(server.runs.map(({ metrics }) => metrics[0]?.value).toSorted()).toEqual([1, 2, 3]);
});

test('no call has more than a thousand metrics', async () => {
  const server = await fakeMlflow(onTestFinished);
  await write(
    server.address,
    Array.from({ length: 2500 }, (_, i) => accuracy(i, i)),
    { every: 1 },
  );
  expect(server.runs[0]?.metrics).toHaveLength(2500);
  expect(Math.max(...server.batches)).toBeLessThanOrEqual(1000);
});

test('a server that refuses, is not there or never answers is an error that says so', async () => {
  const refusing = await fakeMlflow(onTestFinished, 'refuse');
  await expect(write(refusing.address, [accuracy(0, 1)])).rejects.toThrow(
    /answered 500: .*broken.*Start one \(mlflow server\)/,
  );
  await expect(write('http://127.0.0.1:1', [accuracy(0, 1)])).rejects.toThrow(MlflowError);
  const other = await fakeMlflow(onTestFinished, 'other');
  await expect(write(other.address, [accuracy(0, 1)])).rejects.toThrow(
    /answered 200: no JSON.*correct the address/,
  );
  const silent = await fakeMlflow(onTestFinished, 'silent');
  const sink = mlflowSink({ server: silent.address, experiment: 'x', run: 'a', timeout: 20 });
  sink.write(stampEvent(accuracy(0, 1), 0));
  await expect(sink.close()).rejects.toThrow(/cannot be reached: .*timeout/);
});

test('a stream reports a server that fails once, and goes on', async () => {
  const server = await fakeMlflow(onTestFinished, 'refuse');
  const memory = memorySink();
  const sink = mlflowSink({ server: server.address, experiment: 'x', run: 'a' });
  const stream = new EventStream([memory, sink]);
  const warnings = () => memory.events.filter((event) => event.type === 'message');
  for (let i = 0; warnings().length === 0; i++) {
    stream.emit(accuracy(i, 1));
    await new Promise(setImmediate);
  }
  stream.emit(accuracy(0, 2));
  await stream.close();
  expect(warnings()).toMatchObject([
    { level: 'warning', text: expect.stringContaining('the run goes on without it') },
  ]);
  expect(memory.events.at(-1)).toMatchObject({ value: 2 });
});
