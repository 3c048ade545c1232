import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { divergedMetrics, someJobConfig, someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { statusReport } from '../reports/status-report';
import { findJobs } from './find-jobs';
import { tryLock } from './try-lock';

const time = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
const started = { type: 'job', job: 'b', state: 'started' };
const step = { type: 'progress', phase: 'b', detail: 'distillation 120/3000', done: 2, total: 5 };
const failed = { type: 'job', job: 'b', state: 'failed', detail: 'the disk is full' };

/** A folder of results with a job of each kind. */
function results(): string {
  const runs = join(temporaryFolder(), 'runs');
  const job = (name: string, files: Readonly<Record<string, unknown>>, events: readonly object[] = []) => {
    const folder = join(runs, 'x', name);
    mkdirSync(folder, { recursive: true });
    for (const [file, value] of Object.entries({ 'config.json': {}, ...files }))
      writeFileSync(join(folder, file), JSON.stringify(value));
    events.forEach((event, i) => {
      appendFileSync(join(folder, 'events.jsonl'), `${JSON.stringify({ time: time(i), ...event })}\n`);
    });
    return folder;
  };
  job('a', { 'metrics.json': someMetrics() });
  job('b', { 'metrics.json': divergedMetrics() });
  job('c', { 'metrics.json': { schema: 99 } });
  job('d', {}, [started, step, failed]);
  job('e', {}, [started, failed, started, step]); // It was given again.
  mkdirSync(join(runs, 'x/e/checkpoint'));
  writeFileSync(join(runs, 'x/e/checkpoint/000001-0123456789abcdef.safetensors'), '');
  appendFileSync(join(job('f', {}, [started, step]), 'events.jsonl'), '{"type":"progress","detail":"to');
  job('g', {}, [started, step, { ...failed, state: 'cancelled' }]);
  job('VAL0', {
    'metrics.json': someMetrics({ config: someJobConfig({ measured_on: 'validation_images' }) }),
  });
  mkdirSync(join(runs, 'x/no-job'));
  return runs;
}

describe('the jobs of a folder', () => {
  it('are found with what their files say', async () => {
    const runs = results();
    const unlock = await tryLock(join(runs, 'x/.f'));
    const jobs = await findJobs(runs, (folder) => folder.slice(runs.length + 1));
    await unlock?.();
    const at = 'expert 2 of 5, distillation 120/3000';
    const { finishedAt, total: seconds } = someMetrics().times;
    expect(jobs).toEqual([
      { folder: 'x/VAL0', state: 'finished', accuracy: 0.85, onValidation: true, seconds, time: finishedAt },
      { folder: 'x/a', state: 'finished', accuracy: 0.85, seconds, time: finishedAt },
      expect.objectContaining({ folder: 'x/b', state: 'diverged', accuracy: null }),
      {
        folder: 'x/c',
        state: 'unreadable',
        last: expect.stringMatching(/^metrics.json was written by a later/),
      },
      { folder: 'x/d', state: 'failed', last: 'the disk is full', time: time(2), checkpoint: false },
      { folder: 'x/e', state: 'stopped', last: at, time: time(3), checkpoint: true },
      { folder: 'x/f', state: 'running', host: hostname(), last: at, time: time(1) },
      { folder: 'x/g', state: 'cancelled', last: at, time: time(2), checkpoint: false },
    ]);
  });

  it('are found in the folder of one job, and nothing where there is nothing', async () => {
    const runs = results();
    expect(await findJobs(join(runs, 'x/a'), (folder) => folder)).toHaveLength(1);
    expect(await findJobs(join(runs, 'x/no-job'), (folder) => folder)).toEqual([]);
    expect(await findJobs(join(runs, 'nowhere'), (folder) => folder)).toEqual([]);
  });

  it('know the end of a long log', async () => {
    const runs = results();
    const lines = Array.from({ length: 2000 }, (_, i) => JSON.stringify({ time: time(3), ...step, done: i }));
    appendFileSync(join(runs, 'x/d/events.jsonl'), `${JSON.stringify({ time: time(3), ...started })}\n`);
    appendFileSync(join(runs, 'x/d/events.jsonl'), `${lines.join('\n')}\n`);
    const [job] = await findJobs(join(runs, 'x/d'), String);
    expect(job).toMatchObject({ state: 'stopped', last: 'expert 1999 of 5, distillation 120/3000' });
  });
});

it('the report says in words what became of each, and how many there are', async () => {
  const runs = results();
  const { blocks } = statusReport(await findJobs(runs, (folder) => folder.slice(runs.length + 1)));
  const [table, text] = blocks;
  expect(table?.kind === 'table' && table.rows.map(([job, state]) => [job, state])).toEqual([
    ['x/VAL0', 'finished, measured on validation images'],
    ['x/a', 'finished'],
    ['x/b', 'diverged'],
    ['x/c', expect.stringMatching(/^cannot be read: metrics.json was written by a later/)],
    ['x/d', 'failed: the disk is full; the same command starts anew'],
    ['x/e', 'stopped: expert 2 of 5, distillation 120/3000; the same command goes on from a checkpoint'],
    ['x/f', 'stopped: expert 2 of 5, distillation 120/3000; the same command starts anew'],
    ['x/g', 'cancelled: expert 2 of 5, distillation 120/3000; the same command starts anew'],
  ]);
  expect(text).toMatchObject({
    text: expect.stringMatching(/^2 finished, 1 diverged, 1 unreadable, 1 failed, 2 stopped, 1 cancelled\. /),
  });
});
