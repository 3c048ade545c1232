import { expect, it } from 'vitest';
import { chooseExecutor, type ExecutorFlags, ExecutorMismatchError } from './choose-executor';
import { executors } from './registry';

it.each<[ExecutorFlags, string]>([
  [{}, 'inline'],
  [{ jobs: 1 }, 'inline'],
  [{ jobs: 2 }, 'local'],
  [{ memoryLimit: 1e9 }, 'local'],
  [{ executor: 'local' }, 'local'],
  [{ executor: 'local', jobs: 1 }, 'local'],
  [{ executor: 'inline', jobs: 1 }, 'inline'],
])('%j: %s', (flags, name) => {
  expect(chooseExecutor(flags).name).toBe(name);
});

it('refuses several jobs at once in one process, and unknown executors', () => {
  expect(() => chooseExecutor({ executor: 'inline', jobs: 2 })).toThrow(
    '--executor inline was given with --jobs 2: it runs one job after the other. Omit one of them.',
  );
  expect(() => chooseExecutor({ executor: 'inline', memoryLimit: 1e9 })).toThrow(
    '--executor inline was given with --memory-limit: it starts no process that could be ended.',
  );
  expect(() => chooseExecutor({ executor: 'cloud' })).toThrow(
    `Expected one of ${executors.map(({ name }) => name).join(', ')}.`,
  );
  expect(() => chooseExecutor({ executor: 'cloud' })).toThrow(ExecutorMismatchError);
});

it('can choose every executor there is, by a name of its own', () => {
  const names = executors.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const executor of names) expect(chooseExecutor({ executor }).name).toBe(executor);
});
