import { existsSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { csvSink, jsonlSink, type Sink, tensorboardSink, textSink } from '@exmodel/loggers';

/** Every line is one synchronous write, so between two events the files have all of them. */
const files = {
  'log.txt': textSink,
  'events.jsonl': jsonlSink,
  'metrics.csv': csvSink,
  // One name, whenever and wherever it was written: two runs of a job leave the same files.
  'events.out.tfevents.exmodel': (path: string) => tensorboardSink(path, { append: true }),
} as const;

/**
 * The logs that a job writes beside its results, or goes on with; docs/metrics.md describes the files.
 *
 * @param folder a path: logs grow line by line, which no store offers
 */
export function jobSinks(folder: string): Sink[] {
  return Object.entries(files).map(([name, sink]) => sink(join(folder, name)));
}

/** The size of each log, in bytes, between two events. */
export function logSizes(folder: string): Readonly<Record<string, number>> {
  const sizes = Object.keys(files).map((name) => {
    const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    return [name, size] as const;
  });
  return Object.fromEntries(sizes);
}

/** Cuts off what was logged after these sizes were taken. */
export function cutLogs(folder: string, sizes: Readonly<Record<string, number>>): void {
  for (const name of Object.keys(files)) {
    const path = join(folder, name);
    if (existsSync(path)) truncateSync(path, Math.min(sizes[name] ?? 0, statSync(path).size));
  }
}
