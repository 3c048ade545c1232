import { EventStream, progressSink } from '@exmodel/loggers';
import { chooseBackend } from '../../backends/choose-backend';
import type { BackendName } from '../../backends/registry';
import { chooseExecutor, type ExecutorFlags } from '../../executors/choose-executor';
import type { Executor } from '../../executors/executor';
import { failureOf } from '../../experiments/jobs-failed-error';
import { runSeries, type SeriesOptions } from '../../experiments/run-series';
import type { SeriesResult } from '../../reports/series-result';
import { folderStore } from '../../storage/folder-store';

/** How jobs are computed. */
export interface ComputeFlags extends ExecutorFlags {
  readonly backend?: BackendName;
  /** Threads to compute with, of all jobs together. */
  readonly threads?: number;
  readonly fresh?: boolean;
}

/**
 * Runs an experiment or a study from this machine, shows it as it goes and prints what came of it.
 *
 * @param closing what to print in the end, unless no run was finished
 * @param command the script of the `exmodel` command, for processes of its own
 * @throws JobsFailedError where some jobs failed, after all others are done; the reason itself where all failed for one
 */
export async function runHere(
  planned: Pick<SeriesOptions, 'config' | 'series'>,
  flags: ComputeFlags,
  closing: (results: readonly SeriesResult[]) => string,
  command: string,
): Promise<readonly SeriesResult[]> {
  const definition = chooseExecutor(flags);
  const { name: backend, description, threads } = await chooseBackend(flags.backend, flags.threads);
  console.log(`backend: ${description}`);
  const { logdir, dataroot, name } = planned.config;
  const shared = {
    backend,
    store: folderStore(logdir),
    events: new EventStream([progressSink(process.stdout)]),
  };
  const { events } = shared;
  const executor = definition.create({ ...shared, threads, jobs: flags.jobs ?? 1, dataroot, command });
  const ignoreSignals = stopOnSignals(executor, events);
  const end = async (state: 'finished' | 'failed') => {
    events.emit({ type: 'end', state });
    await events.close();
  };
  try {
    const running = runSeries({ ...planned, ...shared, executor, fresh: flags.fresh ?? false });
    const { results, outcomes } = await running.catch(async (error) => {
      await end('failed');
      throw error;
    });
    const failure = failureOf(outcomes);
    await end(failure === undefined ? 'finished' : 'failed');
    if (results.some(({ runs }) => runs.length > 0))
      console.log(`\n${closing(results)}; results in ${logdir}/${name}`);
    if (failure !== undefined) throw failure;
    return results;
  } finally {
    ignoreSignals();
  }
}

/** Ends the process at Ctrl-C or SIGTERM, and what it started with it; a second time without waiting for that. */
function stopOnSignals(executor: Executor, events: EventStream): () => void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    const exit = () => process.exit(signal === 'SIGINT' ? 130 : 143);
    if (stopping) exit();
    stopping = true;
    events.emit({ type: 'end', state: 'interrupted' });
    console.error('Finished jobs and trained experts are kept: the same command goes on with the rest.');
    void executor.stop().finally(exit);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return () => process.off('SIGINT', stop).off('SIGTERM', stop);
}
