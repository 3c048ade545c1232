import { join } from 'node:path';
import {
  csvSink,
  defineSink,
  type EventStream,
  jsonlSink,
  type Sink,
  tensorboardSink,
  textSink,
} from '@exmodel/loggers';
import type { FolderStore } from '../storage/folder-store';
import { UnwritableFolderError } from '../storage/job-folder';

/**
 * The logs that a job writes beside its results; docs/metrics.md describes the files. They are results, too: a job whose logs are
 * incomplete must not go on, nor be finished.
 */
export interface JobLogs {
  readonly sinks: readonly Sink[];
  /** @throws UnwritableFolderError if a line could not be written */
  refuseIncomplete(): void;
  /** The store of a job that does not finish, which is to create `metrics.json`, if a line could not be written. */
  guard(store: FolderStore): FolderStore;
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
  const sinks = [
    textSink(join(folder, 'log.txt')),
    jsonlSink(join(folder, 'events.jsonl')),
    csvSink(join(folder, 'metrics.csv')),
    // One name, whenever and wherever it was written: two runs of a job leave the same files.
    tensorboardSink(join(folder, 'events.out.tfevents.exmodel')),
  ];
  const refuseIncomplete = () => {
    if (failure !== undefined) throw failure;
  };
  return {
    sinks: sinks.map(remember),
    refuseIncomplete,
    guard: (store) => ({
      ...store,
      async createOnce(key, content) {
        refuseIncomplete();
        return store.createOnce(key, content);
      },
    }),
    reportIncomplete(events) {
      if (failure === undefined) return;
      const text = `A log may be incomplete. ${failure.message}`;
      events.emit({ type: 'message', level: 'warning', text });
    },
  };
}
