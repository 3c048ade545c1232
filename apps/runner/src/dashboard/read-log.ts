import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { LogGrown } from './api';
import { LoggedPoints } from './logged-points';
import { type InsideFile, openInside } from './read-inside';

/** Bytes that are read at once; the page of others waits no longer than for these. A longer line is left out. */
const chunk = 1 << 20;
/** Bytes before a place by which it is known again. */
const known = 64;

/**
 * What a job's `events.jsonl` says beyond a place in it, and the place up to which it was read: give that the next time, and nothing is lost or
 * repeated. Where the log was written anew, or cut by a job that goes on from a checkpoint, the place is not known again, and all of it is read.
 *
 * @param root the folder of runs, without links
 * @param folder the job's
 * @param after a place that this function gave, or anything else to read all
 */
export async function readLog(
  root: string,
  folder: string,
  after: string,
): Promise<Omit<LogGrown, 'job'> & { readonly place: string }> {
  const points = new LoggedPoints();
  const file = openInside(root, join(folder, 'events.jsonl'));
  if (file === undefined) return { anew: after !== '', curves: [], place: '' };
  try {
    const begin = offsetOf(file, after);
    let offset = begin ?? 0;
    for (let skipped = false; ; ) {
      const bytes = file.read(offset, offset + chunk);
      const end = bytes.lastIndexOf('\n') + 1;
      if (end > 0) {
        const lines = bytes.toString('utf8', 0, end).split('\n');
        for (const line of lines.slice(skipped ? 1 : 0, -1)) points.add(line);
        skipped = false;
        offset += end;
      } else if (bytes.length === chunk) {
        skipped = true;
        offset += chunk;
      } else break;
      await setImmediate();
    }
    return { anew: begin === undefined, curves: points.curves(), place: `${offset}-${markOf(file, offset)}` };
  } finally {
    file.close();
  }
}

/** The offset of a place; undefined if the file does not have it. */
function offsetOf(file: InsideFile, place: string): number | undefined {
  const [, digits = '', mark] = /^(\d{1,15})-(\w+)$/.exec(place) ?? [];
  const offset = Number(digits);
  return mark !== undefined && offset <= file.size && markOf(file, offset) === mark ? offset : undefined;
}

/** A mark of the bytes before an offset. */
function markOf(file: InsideFile, offset: number): string {
  return createHash('sha1')
    .update(file.read(Math.max(0, offset - known), offset))
    .digest('hex')
    .slice(0, 12);
}
