import { statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { csvSink, defineSink, type EventStream, jsonlSink, type Sink, textSink } from '@exmodel/loggers';
import { tensorboardSink } from '@exmodel/loggers/tensorboard';
import { UnwritableFolderError } from '../storage/job-folder';
import { readIfThere } from '../storage/read-if-there';
import { writeWhole } from '../storage/write-whole';

const files = {
  'log.txt': textSink,
  'events.jsonl': (path: string) => withOwnImages(jsonlSink(path), dirname(path)),
  'metrics.csv': csvSink,
  // One name, whenever and wherever it was written: two runs of a job leave the same files.
  'events.out.tfevents.exmodel': (path: string) => tensorboardSink(path, { append: true }),
} as const;

/** The file of W&B's offline format, if the job has one: it goes on with the logs, and is no result. */
export const wandbLog = 'wandb/offline-run/run.wandb';
const names = [...Object.keys(files), wandbLog];

/**
 * The logs that a job writes beside its results; docs/metrics.md describes the files. They are results, too: a job whose logs are
 * incomplete must not go on, nor be finished.
 */
export interface JobLogs {
  readonly sinks: readonly Sink[];
  /** @throws UnwritableFolderError if a line could not be written */
  refuseIncomplete(): void;
  /** Warns if a line could not be written, for the last ones: they say that the job is finished, and it is. */
  reportIncomplete(events: EventStream): void;
}

/** @param folder a path: logs grow line by line, which no store offers */
export function jobLogs(folder: string): JobLogs {
  let failure: UnwritableFolderError | undefined;
  const remember = (sink: Sink): Sink =>
    defineSink({
      name: sink.name,
      write(event) {
        try {
          sink.write(event);
        } catch (error) {
          if (!(error instanceof Error && 'code' in error)) throw error;
          failure ??= new UnwritableFolderError(folder, error.message);
        }
      },
      close: () => sink.close(),
    });
  const sinks = Object.entries(files).map(([name, sink]) => sink(join(folder, name)));
  const refuseIncomplete = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    sinks: sinks.map(remember),
    refuseIncomplete,
    reportIncomplete(events) {
      if (failure === undefined) return;
      const text = `A log may be incomplete. ${failure.message}`;
      events.emit({ type: 'message', level: 'warning', text });
    },
  };
}

/** Writes the paths of images relative to the job's folder, so that it can be moved. */
function withOwnImages(sink: Sink, folder: string): Sink {
  const write: Sink['write'] = (event) =>
    sink.write(
      event.type === 'image' ? { ...event, path: relative(folder, event.path).split(sep).join('/') } : event,
    );
  return { name: sink.name, write, close: () => sink.close() };
}

/** The size of each log, in bytes. Every line is one synchronous write, so between two events the files have all of them. */
export function logSizes(folder: string): Readonly<Record<string, number>> {
  const sizes = names.map((name) => {
    const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    return [name, size] as const;
  });
  return Object.fromEntries(sizes);
}

/**
 * Cuts off what was logged after these sizes were taken. Each log becomes another file: a process that was frozen, and has lost the job, may
 * still write to the old one.
 */
export function cutLogs(folder: string, sizes: Readonly<Record<string, number>>): void {
  for (const name of names) {
    const path = join(folder, name);
    const log = readIfThere(path);
    if (log !== undefined) writeWhole(path, log.subarray(0, sizes[name] ?? 0));
  }
}
