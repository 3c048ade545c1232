import type { ExecutorDefinition, ExecutorOption } from './executor';
import { executors } from './registry';

export interface ExecutorFlags {
  /** Name of the executor. */
  readonly executor?: string;
  /** Number of jobs to run at once. */
  readonly jobs?: number;
  /** Bytes that the process of a job may hold. */
  readonly memoryLimit?: number;
}

/** An executor that is unknown, or cannot do what the flags ask for. */
export class ExecutorMismatchError extends Error {
  override readonly name = 'ExecutorMismatchError';
}

/**
 * The executor that the flags ask for: the named one; else the first that runs one job after the other
 * or, for several jobs at once or a limit on their memory, the first that can do that.
 *
 * @throws ExecutorMismatchError
 */
export function chooseExecutor(flags: ExecutorFlags): ExecutorDefinition {
  const { executor, jobs = 1, memoryLimit } = flags;
  const own: Readonly<Record<string, unknown>> = { ...flags };
  const needsProcesses = jobs > 1 || memoryLimit !== undefined;
  const fits = ({ name, parallel }: ExecutorDefinition) =>
    executor === undefined ? parallel === needsProcesses : name === executor;
  const chosen = executors.find(fits);
  if (chosen === undefined) {
    const names = executors.map((each) => each.name).join(', ');
    throw new ExecutorMismatchError(`there is no executor "${executor}". Expected one of ${names}.`);
  }
  if (jobs > 1 && !chosen.parallel) {
    throw new ExecutorMismatchError(
      `--executor ${chosen.name} was given with --jobs ${jobs}: it runs one job after the other. Omit one of them.`,
    );
  }
  for (const { name, options = [] } of executors) {
    const given = options.find((option) => own[optionName(option)] !== undefined);
    if (given !== undefined && name !== chosen.name) {
      throw new ExecutorMismatchError(
        `${given.flags} is an option of --executor ${name}, and was given with --executor ${chosen.name}. Add --executor ${name}, or omit it.`,
      );
    }
  }
  if (memoryLimit !== undefined && !chosen.parallel) {
    throw new ExecutorMismatchError(
      `--executor ${chosen.name} was given with --memory-limit: it starts no process that could be ended. Omit one of them.`,
    );
  }
  return chosen;
}

/** The values of an executor's own options among the flags of a command. */
export function ownOptions(
  { options = [] }: ExecutorDefinition,
  flags: ExecutorFlags,
): Readonly<Record<string, string | true>> {
  const given: Readonly<Record<string, unknown>> = { ...flags };
  const values = options.flatMap((option) => {
    const [name, value] = [optionName(option), given[optionName(option)]];
    return typeof value === 'string' || value === true ? [[name, value] as const] : [];
  });
  return Object.fromEntries(values);
}

/** `redis` of `--redis <url>`, as commander calls its value. */
function optionName({ flags }: ExecutorOption): string {
  return /^--(\w+)/.exec(flags)?.[1] ?? flags;
}
