import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { divergedMetrics, someJobConfig, someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { tryLock } from '../storage/try-lock';
import { RunIndex } from './run-index';

function runs() {
  const root = realpathSync(temporaryFolder());
  const write = (path: string, content: object | string) => {
    const file = join(root, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  };
  const index = new RunIndex([join(root, 'runs')], (folder) => relative(root, folder));
  const changes = async (version = 0) => {
    await index.refresh(0);
    const { jobs, ...rest } = index.changesSince(version);
    return { ...rest, jobs: jobs.toSorted((a, b) => (a.job < b.job ? -1 : 1)) };
  };
  return { root, write, index, changes };
}

const progress = (second: number, done: number) =>
  `${JSON.stringify({ time: new Date(1000 * second).toISOString(), type: 'progress', phase: 'a', detail: 'distillation 3/9', done: 2, total: 5, work: { done, total: 100 } })}\n`;

test('says of every job what its folder says', async () => {
  const { root, write, changes } = runs();
  write('runs/x/replay_ed/SEED2/metrics.json', someMetrics({ seed: 2, accuracy: 0.875 }));
  write('runs/x/replay_ed/VAL0/metrics.json', someMetrics());
  write('runs/x/b/metrics.json', divergedMetrics());
  write('runs/x/c/metrics.json', '{"schema": 3}');
  write('runs/x/running/config.json', someJobConfig());
  write('runs/x/running/events.jsonl', progress(0, 0) + progress(10, 20) + progress(20, 40));
  write('runs/x/stopped/config.json', someJobConfig());
  write('runs/.experts/hidden/config.json', someJobConfig());
  write('runs/x/notes/todo.txt', 'no job');
  const unlock = await tryLock(join(root, 'runs/x/.running'));
  const { jobs, missing } = await changes();
  await unlock?.();
  expect(missing).toEqual([]);
  expect(jobs).toMatchObject([
    { job: 'runs/x/b', state: 'diverged', accuracy: null },
    { job: 'runs/x/c', state: 'unreadable', last: expect.stringContaining('metrics.json') },
    {
      job: 'runs/x/replay_ed/SEED2',
      group: 'runs/x',
      series: 'replay_ed',
      name: 'SEED2',
      seed: 2,
      accuracy: 0.875,
      state: 'finished',
    },
    { job: 'runs/x/replay_ed/VAL0', isCandidate: true },
    {
      job: 'runs/x/running',
      group: 'runs/x',
      series: 'running',
      name: '',
      state: 'running',
      done: 0.4,
      left: expect.closeTo(30),
      last: 'expert 2 of 5, distillation 3/9',
    },
    { job: 'runs/x/stopped', state: 'stopped' },
  ]);
});

test('only what changed is told again', async () => {
  const { root, write, index, changes } = runs();
  expect(await changes()).toEqual({ anew: true, jobs: [], removed: [], missing: ['runs'] });
  write('runs/x/a/metrics.json', someMetrics());
  write('runs/x/b/metrics.json', someMetrics());
  expect(await changes(index.version)).toMatchObject({
    anew: false,
    jobs: [{ job: 'runs/x/a' }, { job: 'runs/x/b' }],
    missing: [],
  });
  const { version } = index;
  expect(await changes(version)).toMatchObject({ jobs: [], removed: [] });
  expect(index.version).toBe(version);
  write('runs/x/a/next', someMetrics({ accuracy: 0.25 }));
  renameSync(join(root, 'runs/x/a/next'), join(root, 'runs/x/a/metrics.json'));
  rmSync(join(root, 'runs/x/b'), { recursive: true });
  expect(await changes(version)).toMatchObject({
    jobs: [{ job: 'runs/x/a', accuracy: 0.25 }],
    removed: ['runs/x/b'],
  });
});

test('a link is not followed, wherever it leads', async () => {
  const { root, write, index, changes } = runs();
  write('outside/job/metrics.json', someMetrics());
  write('runs/x/a/config.json', someJobConfig());
  symlinkSync(join(root, 'outside/job'), join(root, 'runs/x/linked'));
  symlinkSync(join(root, 'outside'), join(root, 'runs/y'));
  symlinkSync(join(root, 'outside/job/metrics.json'), join(root, 'runs/x/a/metrics.json'));
  symlinkSync(join(root, 'runs'), join(root, 'runs/x/circle'));
  expect((await changes()).jobs).toMatchObject([{ job: 'runs/x/a', state: 'stopped', accuracy: null }]);
  for (const job of ['runs/x/linked', 'outside/job', '../outside/job', 'runs/x/../x/a', ''])
    expect(index.folderOf(job)).toBeUndefined();
});
