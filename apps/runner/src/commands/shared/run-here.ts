import { EventStream, progressSink, type Sink } from '@exmodel/loggers';
import type { ChosenBackend } from '../../backends/choose-backend';
import { memoryHere } from '../../config/memory';
import { chooseExecutor, type ExecutorFlags, ownOptions } from '../../executors/choose-executor';
import { goesOnSince } from '../../executors/remote/goes-on';
import { DetachedError } from '../../executors/remote/remote-errors';
import { jobsThatFit } from '../../experiments/job-needs';
import { failureOf } from '../../experiments/jobs-failed-error';
import { runSeries, type SeriesOptions, type Shard } from '../../experiments/run-series';
import type { Series } from '../../experiments/series';
import { addedSinks } from '../../plugins/added-sinks';
import type { SeriesResult } from '../../reports/series-result';
import { withdrawCancellation } from '../../storage/cancellation';
import { folderStore } from '../../storage/folder-store';
import { paintOnCores } from '../../teaching/painting/paint-on-cores';
import type { BackendFlags } from './backend-option';
import { begunMark } from './begun-mark';
import { asCallerWrites } from './callers-folder';
import { commandLine, exmodelLine } from './command-line';
import { onEndingSignal } from './ending-signals';
import { keepInSync } from './keep-in-sync';
import { otherStore } from './other-store';

/** How jobs are computed. All jobs share the threads. */
export interface ComputeFlags extends Omit<ExecutorFlags, 'jobs'>, BackendFlags {
  readonly fresh?: boolean;
  /** Tools of others that jobs report to, beside those of the file. */
  readonly sink?: readonly string[];
  /** Seconds between two checkpoints. */
  readonly checkpointEvery?: number;
  readonly jobs?: number | 'auto';
  readonly shard?: Shard;
  /** Address of a store to share results through. */
  readonly sync?: string;
}

/** What is shown of a run, and where. */
export interface Output {
  /** Sinks of its events. */
  readonly sinks: readonly Sink[];
  /** Prints what else there is to say. */
  print(text: string): void;
}

/** On the terminal. */
const onTerminal = (): Output => ({
  sinks: [progressSink(process.stdout)],
  print: (text) => console.log(text),
});

/**
 * Runs an experiment or a study from this machine, shows its progress and prints its results.
 *
 * @param backend what computes; see `fittingBackend`
 * @param closing the text to print at the end if any run finished
 * @param command the script of the `exmodel` command, for starting processes
 * @returns the results, with those of runs that diverged: `refuseDiverged` is up to the caller
 * @throws DetachedError if the jobs were left to an engine
 * @throws JobsFailedError if some jobs failed, after all others are done; the error itself if all failed with the same
 */
export async function runHere(
  planned: Pick<SeriesOptions, 'config'> & { readonly series: readonly Series[] },
  { name: backend, description, threads }: ChosenBackend,
  flags: ComputeFlags,
  closing: (results: readonly SeriesResult[]) => string,
  command: string,
  { sinks, print } = onTerminal(),
): Promise<readonly SeriesResult[]> {
  const jobs =
    flags.jobs === 'auto'
      ? jobsThatFit(planned.series, threads, memoryHere(undefined).machine)
      : (flags.jobs ?? 1);
  const definition = chooseExecutor({ ...flags, jobs });
  paintOnCores(threads);
  print(`${begunMark}${description}`);
  const { logdir, dataroot, name, sinks: tools = [] } = planned.config;
  const shared = {
    backend,
    store: folderStore(logdir),
    fresh: flags.fresh ?? false,
    commandLine: commandLine(),
    checkpointInterval: flags.checkpointEvery,
    sinks: [...new Set([...tools, ...(flags.sink ?? [])])],
    events: new EventStream([...sinks, ...addedSinks.map((sink) => sink.open({ name, logdir }))]),
  };
  const { events } = shared;
  const executor = definition.create({
    ...{ ...shared, threads, jobs, dataroot, command, memoryLimit: flags.memoryLimit },
    asked: { jobs: flags.jobs === undefined ? undefined : jobs, threads: flags.threads },
    own: ownOptions(definition, { ...flags, jobs }),
    parameters: process.argv.slice(2),
  });
  const syncing =
    flags.sync === undefined
      ? undefined
      : await keepInSync(shared.store, await otherStore(flags.sync), events);
  const stop = () => executor.stop().then(() => syncing?.finish());
  const ignoreSignals = stopOnSignals(stop, events);
  const end = async (state: 'finished' | 'failed') => {
    await syncing?.finish();
    events.emit({ type: 'end', state });
    await events.close();
  };
  try {
    // What was cancelled since somebody typed the command stays so.
    if (goesOnSince() === undefined) await withdrawCancellation(shared.store, keysOfAll(planned.series));
    const running = runSeries({ ...planned, ...shared, executor, shard: flags.shard });
    const { results, outcomes } = await running.catch(async (error) => {
      if (error instanceof DetachedError) {
        await syncing?.finish();
        await events.close();
      } else await end('failed');
      throw error;
    });
    const failure = failureOf(outcomes);
    const diverged = results.some(({ runs }) => runs.some((run) => run.diverged));
    await end(failure === undefined && !diverged ? 'finished' : 'failed');
    if (results.some(({ runs }) => runs.length > 0))
      print(`\n${closing(results)}; results in ${logdir}/${name}\n${reportLine(`${logdir}/${name}`)}`);
    if (failure !== undefined) throw failure;
    return results;
  } finally {
    await syncing?.finish();
    ignoreSignals();
  }
}

function keysOfAll(planned: readonly Series[]): string[] {
  return planned.flatMap(({ candidates, assessments }) =>
    [...candidates, ...assessments].map(({ key }) => key),
  );
}

/** The line that opens results as a page. */
function reportLine(folder: string): string {
  return `as a page: ${exmodelLine(['report', asCallerWrites(folder), '--out', 'report.html'])}`;
}

/** When asked to end, stops the jobs, which keep their state, and ends the process; when asked again, ends it without waiting. */
function stopOnSignals(stop: () => Promise<void>, events: EventStream): () => void {
  let stopping = false;
  return onEndingSignal((exitCode) => {
    const end = () => {
      events.emit({ type: 'end', state: 'interrupted' }); // Behind the state: whoever goes on from that cuts this line off the logs.
      process.exit(exitCode);
    };
    if (stopping) end();
    stopping = true;
    console.error(
      'Stopping: what is running keeps its state at the end of its step. Run the same command again to continue; press Ctrl-C again not to wait.',
    );
    void stop().finally(end);
  });
}
