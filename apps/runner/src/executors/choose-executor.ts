import type { ExecutorDefinition } from './executor';
import { executors } from './registry';

export interface ExecutorFlags {
  /** Name of the executor. */
  readonly executor?: string;
  /** Number of jobs to run at once. */
  readonly jobs?: number;
}

/** An executor that is unknown, or cannot do what the flags ask for. */
export class ExecutorMismatchError extends Error {
  override readonly name = 'ExecutorMismatchError';
}

/**
 * The executor that the flags ask for: the named one; else `inline`, or `process` for several jobs at once.
 *
 * @throws ExecutorMismatchError
 */
export function chooseExecutor({ executor, jobs = 1 }: ExecutorFlags): ExecutorDefinition {
  const name = executor ?? (jobs > 1 ? 'process' : 'inline');
  const chosen = executors.find((each) => each.name === name);
  if (chosen === undefined) {
    const names = executors.map((each) => each.name).join(', ');
    throw new ExecutorMismatchError(`there is no executor "${name}". Expected one of ${names}.`);
  }
  if (chosen.name === 'inline' && jobs > 1) {
    throw new ExecutorMismatchError(
      `--executor inline was given with --jobs ${jobs}: it runs one job after the other. Omit one of them.`,
    );
  }
  return chosen;
}
