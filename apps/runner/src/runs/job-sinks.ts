import { join } from 'node:path';
import { csvSink, jsonlSink, type Sink, tensorboardSink, textSink } from '@exmodel/loggers';

/** What a job writes of its course beside its results; docs/metrics.md describes the files. */
export function jobSinks(folder: string): Sink[] {
  return [
    textSink(join(folder, 'log.txt')),
    jsonlSink(join(folder, 'events.jsonl')),
    csvSink(join(folder, 'metrics.csv')),
    // One name, whenever and wherever it was written: two runs of a job leave the same files.
    tensorboardSink(join(folder, 'events.out.tfevents.exmodel')),
  ];
}
