import { join } from 'node:path';
import { csvSink, jsonlSink, type Sink, tensorboardSink, textSink } from '@exmodel/loggers';

/**
 * The logs that a job writes beside its results; docs/metrics.md describes the files.
 *
 * @param folder a path: logs grow line by line, which no store offers
 */
export function jobSinks(folder: string): Sink[] {
  return [
    textSink(join(folder, 'log.txt')),
    jsonlSink(join(folder, 'events.jsonl')),
    csvSink(join(folder, 'metrics.csv')),
    // One name, whenever and wherever it was written: two runs of a job leave the same files.
    tensorboardSink(join(folder, 'events.out.tfevents.exmodel')),
  ];
}
