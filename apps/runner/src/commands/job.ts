import { once } from 'node:events';
import { defineSink, EventStream, type Sink, type StampedEvent } from '@exmodel/loggers';
import type { Command } from 'commander';
import { chooseBackend } from '../backends/choose-backend';
import { bytesText } from '../config/bytes-text';
import { inlineExecutor } from '../executors/inline-executor';
import { type JobReport, jobOrderSchema } from '../executors/process/job-order';
import { failureText } from '../reports/failure-text';
import { folderStore } from '../storage/folder-store';
import { paintOnCores } from '../teaching/painting/paint-on-cores';
import { byteSize } from './shared/byte-size';
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
  /** Bytes that this process may hold. */
  readonly memoryLimit?: number;
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
    .option('--memory-limit <bytes>', 'memory that it may hold', byteSize)
    .action((flags: JobFlags) => job(flags));
}

/**
 * `exmodel job`: runs the one job that the parent process sends, and reports to it. Not for direct use.
 *
 * @throws the error with which the job failed
 */
async function job({ logdir, dataroot, threads, checkpointEvery, memoryLimit }: JobFlags): Promise<void> {
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
  const backend = await chooseBackend(name, threads);
  paintOnCores(backend.threads);
  const executor = inlineExecutor({
    ...{ backend: backend.name, events, store: folderStore(logdir), dataroot, fresh },
    ...{ commandLine, sinks },
    checkpointInterval: checkpointEvery,
  });
  const stop = async (exitCode: number) => {
    await executor.stop();
    events.emit({ type: 'end', state: 'interrupted' });
    process.exit(exitCode);
  };
  onEndingSignal((exitCode, signal) => {
    if (signal !== 'SIGINT') void stop(exitCode);
  });
  const orphaned = () => void stop(143);
  process.on('disconnect', orphaned);
  if (!process.connected) orphaned();
  if (memoryLimit !== undefined) limitMemory(memoryLimit);
  try {
    const [outcome] = await executor.run([job]);
    if (outcome !== undefined && 'failure' in outcome) throw outcome.failure;
  } finally {
    process.off('disconnect', orphaned);
    process.disconnect();
  }
}

/** A job needs more memory than it may have. */
class MemoryLimitError extends Error {
  override readonly name = 'MemoryLimitError';

  constructor(held: number, limit: number) {
    super(
      `it held ${bytesText(held)} of memory, and --memory-limit allows ${bytesText(limit)}. ` +
        'Raise that, or lower the sizes that exmodel plan shows; with fewer --jobs there is more for each.',
    );
  }
}

/** Ends this process when it holds more memory than it may: one that is ended by the operating system takes others along. */
function limitMemory(limit: number): void {
  setInterval(() => {
    const held = process.memoryUsage.rss();
    if (held <= limit) return;
    console.error(failureText(new MemoryLimitError(held, limit)));
    process.exit(1);
  }, 500).unref();
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
