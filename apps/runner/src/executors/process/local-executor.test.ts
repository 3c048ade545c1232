import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EventStream, memorySink } from '@exmodel/loggers';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { tiny } from '../../../test/tiny-stream';
import { jobConfig, strategyConfig } from '../../config/strategy-config';
import type { Job } from '../../runs/job';
import { type FolderStore, folderStore } from '../../storage/folder-store';
import { lockOf } from '../../storage/job-folder';
import { tryLock } from '../../storage/try-lock';
import { local } from './local-executor';

const job = (name: string): Job => ({
  name,
  key: `x/${name}`,
  config: jobConfig(strategyConfig(tiny, 'replay_ed')),
});

let store: FolderStore;
beforeEach(() => {
  store = folderStore(temporaryFolder());
});

/** An executor whose processes run `script`, which finds the folder of results in `logdir`; a path is the command itself. */
function open(script: string, jobs: number, ownStore = store) {
  const command = join(store.location, 'command.mjs');
  writeFileSync(
    command,
    `import { writeFileSync } from 'node:fs'; const logdir = process.argv[4]; ${script}`,
  );
  const memory = memorySink();
  const events = new EventStream([memory]);
  const options = { backend: 'wasm', threads: 2, dataroot: 'data', fresh: false, jobs, events } as const;
  return { executor: local.create({ ...options, store: ownStore, command }), memory, options };
}

it('a process that cannot be started is the failure of its job', async () => {
  const { options, memory } = open('', 2);
  const executor = local.create({ ...options, store, command: 'no\0path' });
  const outcomes = await executor.run([job('a'), job('b'), job('c')]);
  expect(outcomes).toMatchObject(
    Array(3).fill({ failure: { message: expect.stringMatching(/null bytes/) } }),
  );
  expect(memory.events.filter((event) => event.type === 'job' && event.state === 'failed')).toHaveLength(3);
});

it('a job that cannot be sent fails once its process has ended; the others go on', async () => {
  const { executor } = open("process.on('message', () => process.exit(3));", 2);
  const unsendable = { ...job('a'), config: { ...job('a').config, lr: (() => 1) as never } };
  const outcomes = await executor.run([unsendable, job('b')]);
  expect(outcomes).toMatchObject([
    { failure: { message: expect.stringMatching(/could not be cloned/) } },
    { failure: { message: expect.stringMatching(/exit code 3/) } },
  ]);
});

it('stop while metrics are read: no further job begins, and run never resolves', async () => {
  const stopping: FolderStore = {
    ...store,
    async read(key) {
      if (key.endsWith('/metrics.json')) await executor.stop();
      return undefined;
    },
  };
  const script = `process.on('message', ({ job }) => {
    writeFileSync(logdir + '/' + job.name, '');
    process.exit(0);
  });`;
  const { executor, memory } = open(script, 1, stopping);
  let ended = false;
  void executor.run([job('a'), job('b')]).finally(() => {
    ended = true;
  });
  await expect.poll(() => existsSync(join(store.location, 'a')), { timeout: 50_000 }).toBe(true);
  await setTimeout(1000);
  expect(ended).toBe(false);
  expect(existsSync(join(store.location, 'b'))).toBe(false);
  expect(memory.events).toEqual([]);
});

/** A process that notes that it was started, and does something. */
const noting = (what: string) => `import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
  process.on('message', ({ job }) => { appendFileSync(logdir + '/tries', job.name + ' '); ${what} });`;
const tries = () => readFileSync(join(store.location, 'tries'), 'utf8').trim().split(' ');

it('a process that crashes is started again, three times in all', async () => {
  const { executor, memory } = open(noting("process.kill(process.pid, 'SIGKILL');"), 1);
  expect(await executor.run([job('a')])).toMatchObject([
    { failure: { message: expect.stringMatching(/SIGKILL/) } },
  ]);
  expect(tries()).toEqual(['a', 'a', 'a']);
  expect(memory.events.filter(({ type }) => type === 'message')).toMatchObject([
    { level: 'warning', text: expect.stringMatching(/^a: its process was ended by SIGKILL.*started again/) },
  ]);
});

it('one that gives a reason is not', async () => {
  const { executor } = open(
    noting("console.error('NoDataError: none'); process.exitCode = 1; process.disconnect();"),
    1,
  );
  expect(await executor.run([job('a')])).toMatchObject([
    { failure: { message: expect.stringMatching(/exit code 1: NoDataError: none/) } },
  ]);
  expect(tries()).toEqual(['a']);
});

it('one that got further before it crashed has not crashed again and again', async () => {
  const state = "const folder = logdir + '/x/a/checkpoint'; mkdirSync(folder, { recursive: true });";
  const further = "const next = [1, 2, 3].find((n) => !existsSync(folder + '/' + n));";
  const script = `${state} ${further} if (next) writeFileSync(folder + '/' + next, ''); process.exit(9);`;
  const { executor } = open(noting(script), 1);
  await store.writeWhole('x/a/config.json', JSON.stringify({ ...job('a').config, backend: 'wasm' }));
  await executor.run([job('a')]);
  expect(tries()).toHaveLength(3 + 2);
});

it('takes the next job while another command runs one', async () => {
  mkdirSync(store.pathOf('x'));
  const unlock = await tryLock(store.pathOf(lockOf('x/a')));
  const { executor, memory } = open(noting('process.exit(1);'), 1);
  const running = executor.run([job('a'), job('b')]);
  const isWaiting = () =>
    memory.events.some((event) => event.type === 'message' && /^a is being run/.test(event.text));
  await expect.poll(isWaiting, { timeout: 50_000 }).toBe(true);
  expect(tries()).toEqual(['b']);
  await unlock?.();
  await running;
  expect(tries()).toEqual(['b', 'a']);
});
