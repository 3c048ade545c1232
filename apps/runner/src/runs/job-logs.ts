import { join } from 'node:path';
import { csvSink, defineSink, jsonlSink, type Sink, tensorboardSink, textSink } from '@exmodel/loggers';
import { UnwritableFolderError } from '../storage/job-folder';

/** The logs that a job writes beside its results; docs/metrics.md describes the files. */
export interface JobLogs {
  readonly sinks: readonly Sink[];
  /** Why one could not be written; undefined as long as all are complete. */
  failure(): UnwritableFolderError | undefined;
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
  const sinks = [
    textSink(join(folder, 'log.txt')),
    jsonlSink(join(folder, 'events.jsonl')),
    csvSink(join(folder, 'metrics.csv')),
    // One name, whenever and wherever it was written: two runs of a job leave the same files.
    tensorboardSink(join(folder, 'events.out.tfevents.exmodel')),
  ];
  return {
    sinks: sinks.map(remember),
    failure: () => failure,
  };
}
