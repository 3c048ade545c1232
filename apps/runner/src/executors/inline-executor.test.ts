import '@exmodel/backend-wasm';
import { mkdirSync } from 'node:fs';
import { EventStream, memorySink, type Sink } from '@exmodel/loggers';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { leaveLock } from '../../test/dead-lock';
import { temporaryFolder } from '../../test/temporary-folder';
import { tiny } from '../../test/tiny-stream';
import { watchFor } from '../../test/watch-for';
import { jobConfig, strategyConfig } from '../config/strategy-config';
import { CancelledError, cancelJobs, withdrawCancellation } from '../storage/cancellation';
import { type FolderStore, folderStore } from '../storage/folder-store';
import { tryLock } from '../storage/try-lock';
import { describeExecutor } from './executor.conformance';
import { inline, inlineExecutor } from './inline-executor';

beforeAll(() => setBackend('exmodel-wasm'));

describeExecutor(inline, 'it starts no command');

/** A job that would take hours, of a perceptron on synthetic images. */
const long = jobConfig(
  strategyConfig(
    { ...tiny, model: 'simple_mlp', hs: 4, experiences: 1, expert_epochs: 1, num_iter_per_exp: 1e6 },
    'replay_ed',
  ),
);
const longJob = (name: string, changes: Partial<typeof long> = {}) => ({
  name,
  key: `x/${name}`,
  config: { ...long, ...changes },
});
const open = (store: FolderStore, sinks: readonly Sink[], checkpointInterval = 1e6) =>
  inlineExecutor({
    ...{ backend: 'wasm', store, dataroot: 'data', fresh: false, checkpointInterval },
    events: new EventStream(sinks),
  });
const atStep = (phase: string, detail: RegExp) =>
  watchFor((event) => event.type === 'progress' && event.phase === phase && detail.test(event.detail));

it('a job that is stopped keeps its state at the end of its step, and ends like one that was not', async () => {
  const store = folderStore(temporaryFolder());
  const short = { num_iter_per_exp: 40 };
  const [whole] = await open(store, []).run([longJob('whole', short)]);
  const step = atStep('a', /distillation/);
  const executor = open(store, [step.sink]);
  const ended = vi.fn();
  void executor.run([longJob('a', short)]).finally(ended);
  await step.seen;
  await executor.stop();
  expect(await store.list('x/a/checkpoint')).toHaveLength(1);
  expect(await store.list('x/a')).not.toContain('x/a/metrics.json');
  expect(ended).not.toHaveBeenCalled();
  leaveLock(store.pathOf('x/.a')); // Its process has ended.
  const memory = memorySink();
  const [outcome] = await open(store, [memory]).run([longJob('a', short)]);
  expect(memory.events).toContainEqual(
    expect.objectContaining({ type: 'message', text: expect.stringMatching(/^a goes on at expert 1 of 5/) }),
  );
  const lasting = (each: typeof outcome) =>
    each !== undefined && 'metrics' in each
      ? { ...each.metrics, times: 0, process: 0, run: '', job: '' }
      : each;
  expect(lasting(outcome)).toEqual(lasting(whole));
});

it('an expert that is stopped in its training keeps its state, too', async () => {
  const store = folderStore(temporaryFolder());
  const step = atStep('experts', /epoch/);
  const executor = open(store, [step.sink]);
  void executor.run([longJob('a', { expert_epochs: 1e6 })]);
  await step.seen;
  await executor.stop();
  expect((await store.list('.experts')).filter((key) => key.includes('.checkpoint/'))).toHaveLength(1);
});

it('a job that is cancelled ends with its state kept, and the others go on', async () => {
  const store = folderStore(temporaryFolder());
  const step = atStep('a', /distillation/);
  const memory = memorySink();
  const running = open(store, [step.sink, memory]).run([longJob('a'), longJob('b', { num_iter_per_exp: 2 })]);
  await step.seen;
  await cancelJobs(store, 'x/a');
  const [cancelled, finished] = await running;
  expect(cancelled).toMatchObject({ failure: expect.any(CancelledError) });
  expect(finished).toHaveProperty('metrics');
  expect(memory.events.filter((event) => event.type === 'job').map(({ job, state }) => [job, state])).toEqual(
    [
      ['a', 'started'],
      ['a', 'cancelled'],
      ['b', 'started'],
      ['b', 'finished'],
    ],
  );
  expect(await store.list('x/a/checkpoint')).toHaveLength(1);
});

it('no job begins whose folder is cancelled, until that is taken back', async () => {
  const store = folderStore(temporaryFolder());
  await cancelJobs(store, 'x');
  const job = longJob('a', { num_iter_per_exp: 2 });
  expect(await open(store, []).run([job])).toMatchObject([{ failure: expect.any(CancelledError) }]);
  await withdrawCancellation(store, [job.key]);
  expect(await store.list()).toEqual([]);
  expect(await open(store, []).run([job])).toMatchObject([{ metrics: expect.anything() }]);
});

it('runs the jobs of all streams before it waits for those that another process runs', async () => {
  const store = folderStore(temporaryFolder());
  const config = jobConfig(
    strategyConfig({ ...tiny, model: 'simple_mlp', hs: 4, experiences: 1 }, 'model_average'),
  );
  const jobs = ['taken', 'free'].map((name, seed) => ({
    name,
    key: `x/${name}`,
    config: { ...config, seed },
  }));
  mkdirSync(store.pathOf('x'));
  const unlock = await tryLock(store.pathOf('x/.taken'));
  const free = watchFor(
    (event) => event.type === 'job' && event.job === 'free' && event.state === 'finished',
  );
  const workplace = { backend: 'wasm', store, dataroot: 'data', fresh: false };
  const running = inlineExecutor({ ...workplace, events: new EventStream([free.sink]) }).run(jobs);
  await free.seen;
  await unlock?.();
  expect((await running).map(({ job, ...outcome }) => [job.name, 'metrics' in outcome])).toEqual([
    ['taken', true],
    ['free', true],
  ]);
});
