import { expect, it } from 'vitest';
import { someJobConfig, someMetrics } from '../../test/metrics';
import type { JobOutcome } from '../runs/job';
import { failureOf, JobsFailedError } from './jobs-failed-error';

const job = (name: string) => ({ name, key: `x/${name}`, config: someJobConfig() });
const done = (name: string): JobOutcome => ({ job: job(name), metrics: someMetrics() });
const failed = (name: string, reason: string): JobOutcome => ({
  job: job(name),
  failure: new RangeError(reason),
});

it('is none where every job is done, and where there was none', () => {
  expect(failureOf([])).toBeUndefined();
  expect(failureOf([done('a')])).toBeUndefined();
});

it('is the reason itself where nothing could be done, and all for that reason', () => {
  for (const names of [['a'], ['a', 'b']]) {
    const failure = failureOf(names.map((name) => failed(name, 'no data')));
    expect(failure).toBeInstanceOf(RangeError);
    expect(failure?.message).toBe('no data');
  }
});

it('names the jobs where others are done, or reasons differ', () => {
  const text = (names: string) =>
    `failed: ${names}; the reasons are above. Finished jobs are kept: run the same command to try the others again.`;
  const some = failureOf([done('a'), failed('b', 'no data')]);
  expect(some).toBeInstanceOf(JobsFailedError);
  expect(some?.message).toBe(text('b'));
  expect(failureOf([failed('a', 'no data'), failed('b', 'no disk')])?.message).toBe(text('a, b'));
});
