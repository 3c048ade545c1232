import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EventStream, memorySink } from '@exmodel/loggers';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { tiny } from '../../../test/tiny-stream';
import { jobConfig, strategyConfig } from '../../config/strategy-config';
import type { Job } from '../../runs/job';
import { type FolderStore, folderStore } from '../../storage/folder-store';
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
