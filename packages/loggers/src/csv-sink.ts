import { defineSink } from './define-sink';
import { lineFile } from './line-file';
import { printable } from './printable';
import type { Sink } from './sink';

/**
 * Appends every metric to the file at `path` (its folder must exist) as one line of comma-separated values, for spreadsheets
 * and data frames: time, job, experience, step (empty at the end of an experience), name, value. The first line names the
 * columns. The file is opened at the first event, of any type. Lines are kept as `jsonlSink` keeps them.
 */
export function csvSink(path: string): Sink {
  const file = lineFile(path, 'time,job,experience,step,name,value');
  return defineSink({
    name: `csv ${path}`,
    write(event) {
      file.open();
      if (event.type !== 'metric') return;
      const { time, job, experience, step = '', name, value } = event;
      file.append([time, job, experience, step, name, value].map(cell).join(','));
    },
    close: () => file.close(),
  });
}

/** A field as RFC 4180 has it, on one line whatever it holds. */
function cell(value: string | number): string {
  const text = printable(String(value));
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
