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
import { planSeries, type Series } from './series';

const searched = { ...configDefaults, name: 'x', strategy: 'gn_ed', grid: { lr: [0.1, 1] }, assess_runs: 2 };

const lookUp = (store: FolderStore, config: ExperimentConfig & { name: string } = searched) =>
  lookUpJobs(configuredMetric(config), planSeries(config), 'wasm', store);
const states = async (store: FolderStore, config?: ExperimentConfig & { name: string }) =>
  (await lookUp(store, config)).map(({ state }) => state);

async function run(store: FolderStore, accuracy: Parameters<typeof oracle>[2]): Promise<void> {
  const options = { backend: 'wasm', events: new EventStream([]), store, fresh: false };
  await runSeries({ ...options, config: searched, executor: oracle(store, [], accuracy) }).catch(() => {});
}

const nothingKnown = { jobs: [], expertSeconds: undefined };
const room = { atOnce: 1, disk: 0 };

describe('the jobs of a plan', () => {
  it('are to do before anything ran, and wait for the choice after a grid', async () => {
    expect(await states(folderStore(temporaryFolder()))).toEqual([
      ...(['pending', 'pending', 'unchosen', 'unchosen'] satisfies JobState[]),
    ]);
  });

  it('are shown with their values, or that these are not chosen', async () => {
    const [table] = planReport(
      await lookUp(folderStore(temporaryFolder())),
      nothingKnown,
      room,
      'runs/x',
    ).blocks;
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
    const { seeds: _, ...single } = config;
    expect((await lookUp(store, single)).map(stateText)).toEqual([
      'cannot run: its folder holds results of a run with grid, seeds or assess_runs (SEED1, SEED2, SEED3)',
    ]);
  });
});

describe('the plan', () => {
  const { config } = planSeries(searched)[0] as Series;
  const job = { key: '', name: '', seed: 1, config };
  const jobs = [
    { ...job, series: 'a', state: 'finished', seconds: 10 },
    { ...job, series: 'a', state: 'diverged', seconds: 30 },
    { ...job, series: 'a', state: 'pending' },
    { ...job, series: 'a', state: 'resumable', share: 0.5 },
  ] as const;
  const done = { seconds: 0, memory: 0, disk: 1e6 };
  const needs = {
    jobs: [done, done, { seconds: 20, memory: 1e9, disk: 1e6 }, { seconds: 10, memory: 2e9, disk: 2e6 }],
    expertSeconds: 10,
  };
  const room = { atOnce: 2, disk: 5e9 };
  const textOf = (...parameters: Parameters<typeof planReport>) => planReport(...parameters).blocks.at(-1);

  it('says what is left of time, memory and disk, for each job and together', () => {
    expect(planTotals(jobs, needs)).toEqual({
      ...{ jobs: 4, finished: 2, secondsLeft: 40, expertSeconds: 10, memory: 2e9, disk: 5e6 },
    });
    expect(textOf(jobs, needs, room, 'runs/x')).toMatchObject({
      text: '2 of 4 jobs are finished, in runs/x. The other 2 take about 0:40 one after the other, of which 0:10 are for experts: as long as finished ones of their kind, or by a training step that was measured just now. A job needs at least 2 GB of memory: here is room for 2 at once (--jobs 2). On the disk all take about 5 MB; 5 GB are free.',
    });
    const all = { jobs: [done, done], expertSeconds: 0 };
    expect(textOf(jobs.slice(0, 2), all, room, 'runs/x')).toMatchObject({
      text: '2 of 2 jobs are finished, in runs/x.',
    });
  });

  it('does not know the time where data are missing', () => {
    const unknown = { ...needs, expertSeconds: undefined };
    expect(planTotals(jobs, unknown).secondsLeft).toBeNull();
    expect(textOf(jobs, unknown, room, 'runs/x')).toMatchObject({
      text: expect.stringContaining('is not known: their data are not here'),
    });
  });
});
