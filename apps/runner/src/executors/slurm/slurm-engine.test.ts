import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import type { FolderStore } from '../../storage/folder-store';
import {
  describeEngine,
  executorOn,
  letGo,
  runsIn,
  stubCommand,
  stubJob,
  stubStore,
} from '../engine.conformance';
import { slurmEngine } from './slurm-engine';

/** In the place of SLURM's own commands. */
const commands = fileURLToPath(new URL('../../../test/orders/fake-slurm', import.meta.url));
const path = process.env.PATH;
let queue: string;
beforeEach(() => {
  queue = temporaryFolder();
  process.env.FAKE_SLURM = queue;
  process.env.PATH = `${commands}:${path}`;
});
afterEach(() => {
  process.env.PATH = path;
});

function engineOn(store: FolderStore, sbatch: readonly string[] = []) {
  const engine = slurmEngine({
    ...{ store, sbatch, threads: 3, atOnce: 4 },
    start: ['bash', stubCommand, 'order'],
    rest: ['--logdir', store.location],
  });
  return { ...engine, interval: 200 };
}

describeEngine((store) => engineOn(store));

describe('what is particular to SLURM', () => {
  const calls = () => readFileSync(join(queue, 'calls.txt'), 'utf8');

  it('orders go in arrays no larger than the cluster allows, with what the user says last', async () => {
    const store = stubStore();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const { executor } = executorOn(engineOn(store, ['--partition=gpu', '--cpus-per-task=9']), store);
    expect(await executor.run(names.map(stubJob))).toMatchObject(Array(7).fill({ metrics: {} }));
    const arrays = calls().match(/^sbatch .*/gm) ?? [];
    expect(arrays).toHaveLength(2);
    expect(arrays[0]).toMatch(
      /--array=0-4%4 .*--signal=B:USR1@120 --cpus-per-task=3 --partition=gpu --cpus-per-task=9$/,
    );
    expect(arrays[1]).toMatch(/--array=0-1%4 /);
  });

  it('what sbatch refuses is the failure of all, in its words', async () => {
    const store = stubStore();
    const { executor } = executorOn(engineOn(store, ['--partition=none']), store);
    const outcomes = await executor.run(['a', 'b'].map(stubJob));
    const message =
      /^SLURM refused: sbatch: sbatch: error: invalid partition specified: none\. Give other options/;
    expect(outcomes).toMatchObject(Array(2).fill({ failure: { message: expect.stringMatching(message) } }));
    expect(readdirSync(store.pathOf('.orders')).filter((name) => name.startsWith('exm-'))).toEqual([]);
  });

  it('without SLURM’s commands it is said what is missing', async () => {
    process.env.PATH = '/nowhere';
    const store = stubStore();
    expect(await executorOn(engineOn(store), store).executor.run([stubJob('a')])).toMatchObject([
      {
        failure: { message: expect.stringMatching(/there is no command squeue\. Expected SLURM’s commands/) },
      },
    ]);
  });

  it('while its controller gives no answer, jobs go on; that is said once, and what ended meanwhile counts', async () => {
    const store = stubStore();
    const { executor, events } = executorOn(engineOn(store), store);
    const running = executor.run(['waits-1', 'waits-2'].map(stubJob));
    await expect.poll(() => runsIn(store).length, { timeout: 50_000 }).toBe(2);
    writeFileSync(join(queue, 'down'), '');
    const warnings = () => events.filter((event) => event.type === 'message');
    await expect.poll(warnings, { timeout: 50_000 }).toHaveLength(1);
    expect(warnings()[0]).toMatchObject({
      text: expect.stringMatching(/^SLURM cannot be reached: .*sinfo What it runs goes on/),
    });
    letGo(store);
    expect(await running).toMatchObject([{ metrics: {} }, { metrics: {} }]);
    expect(warnings()).toHaveLength(1);
    rmSync(join(queue, 'down'));
  });

  it('a job that is asked to end before its limit goes back into the queue, and ends there', async () => {
    const store = stubStore();
    const running = executorOn(engineOn(store), store).executor.run([stubJob('limit')]);
    await expect.poll(() => existsSync(store.pathOf('ready')), { timeout: 50_000 }).toBe(true);
    process.kill(Number(readFileSync(join(queue, '100_0.pid'), 'utf8')), 'SIGUSR1');
    expect(await running).toMatchObject([{ metrics: {} }]);
    expect(runsIn(store)).toHaveLength(2);
    expect(calls()).toContain('scontrol requeue 100_0');
    expect(calls().match(/^sbatch/gm)).toHaveLength(1);
  });
});
