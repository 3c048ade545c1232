import { EventStream, progressSink } from '@exmodel/loggers';
import { chooseBackend } from '../../backends/choose-backend';
import type { BackendName } from '../../backends/registry';
import type { Executor } from '../../executors/executor';
import { inlineExecutor } from '../../executors/inline-executor';
import { processExecutor } from '../../executors/process/process-executor';
import { JobsFailedError } from '../../experiments/jobs-failed-error';
import { runSeries, type SeriesOptions } from '../../experiments/run-series';
import type { SeriesResult } from '../../reports/series-result';

/** How jobs are computed. */
export interface ComputeFlags {
  readonly backend?: BackendName;
  /** Threads to compute with, of all jobs together. */
  readonly threads?: number;
  /** Jobs at the same time. */
  readonly jobs?: number;
  readonly fresh?: boolean;
}

/**
 * Runs an experiment or a study on this machine, shows it as it goes and prints what came of it.
 *
 * @param closing what to print in the end, also where some jobs failed
 * @param command the script of the `exmodel` command, for processes of its own
 * @throws JobsFailedError where some jobs failed, after all others are done
 */
export async function runHere(
  planned: Pick<SeriesOptions, 'config' | 'series'>,
  flags: ComputeFlags,
  closing: (results: readonly SeriesResult[]) => string,
  command: string,
): Promise<readonly SeriesResult[]> {
  const backend = await chooseBackend(flags.backend, flags.threads);
  console.log(`backend: ${backend.description}`);
  const events = new EventStream([progressSink(process.stdout)]);
  const computing = { backend: backend.name, events };
  const executor =
    flags.jobs === undefined || flags.jobs === 1
      ? inlineExecutor(computing)
      : processExecutor({ ...computing, command, jobs: flags.jobs, threads: backend.threads });
  const ignoreSignals = stopOnSignals(executor, events);
  try {
    const { results, failed } = await runSeries({
      ...planned,
      ...computing,
      executor,
      fresh: flags.fresh ?? false,
    });
    events.emit({ type: 'end', state: failed.length === 0 ? 'finished' : 'failed' });
    await events.close();
    const { logdir, name } = planned.config;
    console.log(`\n${closing(results)}; results in ${logdir}/${name}`);
    if (failed.length > 0) throw new JobsFailedError(failed);
    return results;
  } catch (error) {
    if (!(error instanceof JobsFailedError)) events.emit({ type: 'end', state: 'failed' });
    await events.close();
    throw error;
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
