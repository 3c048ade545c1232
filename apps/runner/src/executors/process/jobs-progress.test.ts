import { expect, it } from 'vitest';
import { JobsProgress } from './jobs-progress';

const at = (phase: string, done: number, work: [number, number]) => ({
  type: 'progress' as const,
  phase,
  detail: 'step 1',
  done,
  total: 5,
  work: { done: work[0], total: work[1] },
});

it('shows every running job, and assumes that pending ones are like them', () => {
  const progress = new JobsProgress(4);
  expect(progress.observe('a', at('a', 1, [2, 10]))).toEqual({
    type: 'progress',
    phase: 'jobs',
    detail: 'a 1/5 · step 1',
    done: 0,
    total: 4,
    work: { done: 2, total: 40 },
  });
  expect(progress.observe('b', at('experts', 2, [5, 30]))).toMatchObject({
    detail: 'a 1/5 · step 1 | b experts 2/5 · step 1',
    work: { done: 7, total: 80 },
  });
});

it('counts a job that is over as done, whatever it reported last; all of them are all', () => {
  const progress = new JobsProgress(2);
  progress.observe('a', at('a', 1, [2, 10]));
  expect(progress.end('a')).toMatchObject({ detail: '', done: 1, work: { done: 10, total: 20 } });
  expect(progress.end('b')).toMatchObject({ done: 2, work: { done: 10, total: 10 } });
});
