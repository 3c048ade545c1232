import { EventStream, progressSink } from '@exmodel/loggers';
import { type BackendName, chooseBackend } from '../backend';
import type { Executor } from '../executors/executor';
import { inlineExecutor } from '../executors/inline-executor';
import { processExecutor } from '../executors/process-executor';
import { configuredMetric } from '../jobs/choose-best';
import { describePlan } from '../jobs/describe-plan';
import { JobsFailedError } from '../jobs/jobs-failed-error';
import { runStudies } from '../jobs/run-studies';
import { studiesTable } from '../results/studies-table';
import type { StudyResult } from '../results/study-result';
import { type ConfigFlags, loadExperiment } from './load-experiment';

export interface RunFlags extends ConfigFlags {
  readonly backend?: BackendName;
  /** Threads to compute with, of all jobs together. */
  readonly threads?: number;
  /** Jobs at the same time. */
  readonly jobs?: number;
  readonly fresh?: boolean;
  readonly dryRun?: boolean;
}

/**
 * `exmodel run FILE`: runs an experiment, shows it as it goes and prints its table.
 *
 * @param command the script of the `exmodel` command, for processes of its own
 * @returns what came of each strategy; none in a dry run
 * @throws JobsFailedError where some jobs failed, after all others are done
 */
export async function run(file: string, flags: RunFlags, command: string): Promise<readonly StudyResult[]> {
  const { config, ignored } = loadExperiment(file, flags);
  if (ignored.length > 0) console.log(`ignored, without meaning here: ${ignored.join(', ')}`);
  const { metric_name } = config;
  const { name: metric } = configuredMetric(config);
  if (metric !== metric_name)
    console.log(`metric_name ${metric_name} is read as ${metric}, over the test images of all tasks`);
  if (flags.dryRun === true) {
    console.log(describePlan(config));
    return [];
  }

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
    const { studies, failed } = await runStudies({
      config,
      ...computing,
      executor,
      fresh: flags.fresh ?? false,
    });
    events.emit({ type: 'end', state: failed.length === 0 ? 'finished' : 'failed' });
    await events.close();
    const where = `in percent of test images; results in ${config.logdir}/${config.name}`;
    console.log(`\n${studiesTable(studies)}\n${where}`);
    if (failed.length > 0) throw new JobsFailedError(failed);
    return studies;
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
