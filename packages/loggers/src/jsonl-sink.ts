import { defineSink } from './define-sink';
import { eventJson } from './event-json';
import { lineFile } from './line-file';
import { progressThrottle } from './progress-throttle';
import type { Sink } from './sink';

const PROGRESS_INTERVAL = 1000; // milliseconds

/**
 * Appends every event to the file at `path` (its folder must exist) as one line of JSON: see {@link eventJson} for numbers
 * that JSON does not have. Progress is thinned out to one event a second, the last of each phase and a few points of each curve, so that the file of
 * a day's run stays small. After `kill -9` all lines but perhaps the last are whole; a progress event held back is lost.
 */
export function jsonlSink(path: string): Sink {
  const file = lineFile(path);
  const throttle = progressThrottle(PROGRESS_INTERVAL);
  return defineSink({
    name: `jsonl ${path}`,
    write(event) {
      for (const passed of throttle.pass(event)) file.append(eventJson(passed));
    },
    close() {
      try {
        for (const last of throttle.rest()) file.append(eventJson(last));
      } finally {
        file.close();
      }
    },
  });
}
