import { once } from 'node:events';
import { defineSink, EventStream, type Sink, type StampedEvent } from '@exmodel/loggers';
import type { Command } from 'commander';
import { chooseBackend } from '../backends/choose-backend';
import { inlineExecutor } from '../executors/inline-executor';
import { type JobReport, jobOrderSchema } from '../executors/process/job-order';
import { folderStore } from '../storage/folder-store';
import { paintOnCores } from '../teaching/painting/paint-on-cores';
import { onEndingSignal } from './shared/ending-signals';
import { atLeastOne, wholeNumber } from './shared/whole-number';

/** Time between two progress reports, in milliseconds. */
const interval = 200;

/** Settings of this process; the job itself arrives as a message. */
interface JobFlags {
  /** Folder of the results. */
  readonly logdir: string;
  /** Folder of data sets. */
  readonly dataroot: string;
  /** Number of threads; default: one per core. */
  readonly threads?: number;
  /** Seconds between two checkpoints. */
  readonly checkpointEvery?: number;
}

/** A command was typed that only exmodel itself starts. */
class NotForPeopleError extends Error {
  override readonly name = 'NotForPeopleError';
}

/** The hidden command that the process executor starts. */
export function defineJob(command: Command): void {
  command
    .option('--logdir <folder>', 'its folder of results', 'runs')
    .option('--dataroot <folder>', 'its folder of data sets', 'data')
    .option('--threads <count>', 'threads to compute with', atLeastOne)
    .option('--checkpoint-every <seconds>', 'time between two checkpoints', wholeNumber)
    .action((flags: JobFlags) => job(flags));
}

/**
 * `exmodel job`: runs the one job that the parent process sends, and reports to it. Not for direct use.
 *
 * @throws the error with which the job failed
 */
async function job({ logdir, dataroot, threads, checkpointEvery }: JobFlags): Promise<void> {
  if (process.send === undefined) {
    throw new NotForPeopleError(
      'exmodel job is for the processes that exmodel run --jobs starts. Use exmodel run.',
    );
  }
  // Ctrl-C reaches every process of a terminal; the parent process decides what to do.
  process.on('SIGINT', () => {});
  const [message] = await once(process, 'message');
  const { job, backend: name, fresh, commandLine, sinks } = jobOrderSchema.parse(message);
  const events = new EventStream([parentSink(process.send.bind(process))]);
  const stop = (exitCode: number) => {
    events.emit({ type: 'end', state: 'interrupted' });
    process.exit(exitCode);
  };
  onEndingSignal((exitCode, signal) => {
    if (signal !== 'SIGINT') stop(exitCode);
  });
  const orphaned = () => stop(143);
  process.on('disconnect', orphaned);
  try {
    const backend = await chooseBackend(name, threads);
    paintOnCores(backend.threads);
    const workplace = {
      backend: backend.name,
      events,
      store: folderStore(logdir),
      dataroot,
      fresh,
      commandLine,
      sinks,
      checkpointInterval: checkpointEvery,
    };
    const [outcome] = await inlineExecutor(workplace).run([job]);
    if (outcome !== undefined && 'failure' in outcome) throw outcome.failure;
  } finally {
    process.off('disconnect', orphaned);
    process.disconnect();
  }
}

function parentSink(send: (message: unknown) => boolean): Sink {
  let shown = Number.NEGATIVE_INFINITY;
  return defineSink({
    name: 'parent process',
    write(event) {
      const { time, ...report } = event as StampedEvent & JobReport;
      if (report.type === 'progress') {
        if (Math.abs(Date.parse(time) - shown) < interval) return;
        shown = Date.parse(time);
      }
      send(report);
    },
  });
}
