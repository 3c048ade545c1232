import { EventStream } from '@exmodel/loggers';
import { describe, expect, it } from 'vitest';
import { configDefaults } from '../../test/config-defaults';
import { oracle } from '../../test/oracle-executor';
import { temporaryFolder } from '../../test/temporary-folder';
import type { ExperimentConfig } from '../config/schema';
import { cellText } from '../reports/cell-text';
import { type FolderStore, folderStore } from '../storage/folder-store';
import { lockOf } from '../storage/job-folder';
import { tryLock } from '../storage/try-lock';
import { configuredMetric } from './choose-best';
import { type JobState, lookUpJobs, stateText } from './look-up-jobs';
import { planReport, planTotals } from './plan-report';
import { runSeries } from './run-series';
import { planSeries } from './series';

const searched = { ...configDefaults, name: 'x', strategy: 'gn_ed', grid: { lr: [0.1, 1] }, assess_runs: 2 };

const lookUp = (store: FolderStore, config: ExperimentConfig & { name: string } = searched) =>
  lookUpJobs(configuredMetric(config), planSeries(config), 'wasm', store);
const states = async (store: FolderStore, config?: ExperimentConfig & { name: string }) =>
  (await lookUp(store, config)).map(({ state }) => state);

async function run(store: FolderStore, accuracy: Parameters<typeof oracle>[2]): Promise<void> {
  const options = { backend: 'wasm', events: new EventStream([]), store, fresh: false };
  await runSeries({ ...options, config: searched, executor: oracle(store, [], accuracy) }).catch(() => {});
}

describe('the jobs of a plan', () => {
  it('are to do before anything ran, and wait for the choice after a grid', async () => {
    expect(await states(folderStore(temporaryFolder()))).toEqual([
      ...(['pending', 'pending', 'unchosen', 'unchosen'] satisfies JobState[]),
    ]);
  });

  it('are shown with their values, or that these are not chosen', async () => {
    const [table] = planReport(await lookUp(folderStore(temporaryFolder())), 'runs/x').blocks;
    expect(table?.kind === 'table' && table.rows.map((row) => row.slice(0, 4).map(cellText))).toEqual([
      ['gn_ed/VAL0', 'lr 0.1', '1234', 'to do'],
      ['gn_ed/VAL1', 'lr 1', '1234', 'to do'],
      ['gn_ed/ASSESS0', 'the best', '1234', 'waits for the choice'],
      ['gn_ed/ASSESS1', 'the best', '2345', 'waits for the choice'],
    ]);
  });

  it('cannot run where the folder of their series is that of one job, as the run itself says', async () => {
    const store = folderStore(temporaryFolder());
    await store.writeWhole('x/gn_ed/config.json', Buffer.from('{}'));
    const jobs = await lookUp(store);
    expect(jobs.map(({ state }) => state)).toEqual(Array(4).fill('taken'));
    const options = { backend: 'wasm', events: new EventStream([]), store, fresh: false };
    const running = runSeries({ ...options, config: searched, executor: oracle(store, [], () => 0.5) });
    await expect(running).rejects.toThrow(jobs[0]?.reason);
  });

  it('are finished once they are, with the values that were chosen', async () => {
    const store = folderStore(temporaryFolder());
    await run(store, ({ name, config }) => (name.endsWith('ASSESS1') ? undefined : Number(config.lr) / 2));
    expect(await states(store)).toEqual(['finished', 'finished', 'finished', 'pending']);
    expect((await lookUp(store))[0]).toMatchObject({
      name: 'gn_ed/VAL0',
      key: 'x/gn_ed/VAL0',
      seconds: 65,
      point: 'lr 0.1',
    });
  });

  it('are not chosen where no candidate has a number', async () => {
    const store = folderStore(temporaryFolder());
    await run(store, () => 'diverged');
    expect(await states(store)).toEqual(['diverged', 'diverged', 'unchosen', 'unchosen']);
  });

  it('are running, go on, start anew, or cannot run', async () => {
    const store = folderStore(temporaryFolder());
    const config = { ...configDefaults, name: 'x', strategy: 'gn_ed', seeds: [1, 2, 3, 4] };
    const identity = (seed: number) =>
      JSON.stringify({ ...planSeries(config)[0]?.config, seed, backend: 'wasm' });
    for (const seed of [1, 2, 3]) await store.writeWhole(`x/gn_ed/SEED${seed}/config.json`, identity(seed));
    await store.writeWhole('x/gn_ed/SEED2/checkpoint/000001-0123456789abcdef.safetensors', '');
    await store.writeWhole('x/gn_ed/SEED4/thesis.txt', 'mine');
    const step = { type: 'progress', detail: 'distillation 9/20', done: 2, total: 5 };
    const line = JSON.stringify({ time: '2026-01-01T00:00:00.000Z', ...step });
    for (const seed of [1, 2]) await store.writeWhole(`x/gn_ed/SEED${seed}/events.jsonl`, `${line}\n`);
    const unlock = await tryLock(store.pathOf(lockOf('x/gn_ed/SEED1')));
    expect(await states(store, config)).toEqual(['running', 'resumable', 'interrupted', 'taken']);
    expect((await lookUp(store, config)).slice(0, 3).map(stateText)).toEqual([
      'running now: expert 2 of 5, distillation 9/20',
      'goes on from a checkpoint at or before expert 2 of 5, distillation 9/20',
      'unfinished, starts anew',
    ]);
    await unlock?.();
    expect((await lookUp(store, config))[3]?.reason).toMatch(/files that exmodel did not write/);
  });
});

describe('the plan', () => {
  const job = { key: '', name: '', seed: 1 };
  const jobs = [
    { ...job, series: 'a', state: 'finished', seconds: 10 },
    { ...job, series: 'a', state: 'finished', seconds: 30 },
    { ...job, series: 'a', state: 'pending' },
    { ...job, series: 'a', state: 'resumable' },
  ] as const;

  it('knows the time left from the jobs that finished', () => {
    expect(planTotals(jobs)).toEqual({ jobs: 4, finished: 2, secondsLeft: 40 });
    expect(planReport(jobs, 'runs/x').blocks.at(-1)).toMatchObject({
      text: expect.stringMatching(
        /^2 of 4 jobs are finished, in runs\/x\. The other 2 take about 0:40 one after the other/,
      ),
    });
    expect(planTotals(jobs.slice(0, 2)).secondsLeft).toBe(0);
  });

  it('does not know it where none of a series has', () => {
    const other = { ...job, series: 'b', state: 'pending' } as const;
    expect(planTotals([...jobs, other]).secondsLeft).toBeNull();
    expect(planReport([...jobs, other], 'runs/x').blocks.at(-1)).toMatchObject({
      text: expect.stringContaining('is not known'),
    });
  });
});
