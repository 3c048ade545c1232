import type { ExecutorDefinition } from './executor';
import { executors } from './registry';

export interface ExecutorFlags {
  /** Name of the executor. */
  readonly executor?: string;
  /** Jobs at the same time. */
  readonly jobs?: number;
}

/** An executor that cannot do what it was asked for. */
export class ExecutorMismatchError extends Error {
  override readonly name = 'ExecutorMismatchError';
}

/**
 * The executor that the flags ask for: the one that is named, else this process, or processes beside it for several jobs at once.
 *
 * @throws ExecutorMismatchError
 */
export function chooseExecutor({ executor, jobs = 1 }: ExecutorFlags): ExecutorDefinition {
  const name = executor ?? (jobs > 1 ? 'process' : 'inline');
  const chosen = executors.find((each) => each.name === name);
  if (chosen === undefined) {
    const names = executors.map((each) => each.name).join(', ');
    throw new ExecutorMismatchError(`there is no executor "${name}". There are: ${names}.`);
  }
  if (chosen.name === 'inline' && jobs > 1) {
    throw new ExecutorMismatchError(
      `--executor inline was given with --jobs ${jobs}: it runs one job after the other. Leave out one of them.`,
    );
  }
  return chosen;
}
