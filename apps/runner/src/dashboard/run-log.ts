import { join } from 'node:path';
import { observeWork, type Pace, timeLeft } from '@exmodel/loggers';
import { z } from 'zod';
import { endOf, type LogEnd, loggedEvents, mostOfLog } from '../storage/log-end';
import { openInside } from './read-inside';

const working = z.looseObject({
  time: z.iso.datetime(),
  type: z.literal('progress'),
  work: z.object({ done: z.number(), total: z.number() }),
});

/** The end of a job's log, and how far the command is that runs the job. */
export interface RunningLog extends LogEnd {
  /** Share of the command's work, 0 … 1. */
  readonly done: number | undefined;
  /** Seconds, unless that would be a guess. */
  readonly left: number | undefined;
}

/**
 * Reads the end of the `events.jsonl` of a job.
 *
 * @param root the folder of runs, without links
 * @throws UnreadableFileError
 */
export function runningLog(root: string, folder: string): RunningLog {
  const events = loggedEvents(lastLines(root, join(folder, 'events.jsonl')));
  let pace: Pace | undefined;
  for (const event of events) {
    const { time, work } = working.safeParse(event).data ?? {};
    if (time !== undefined && work !== undefined) pace = observeWork(pace, Date.parse(time), work);
  }
  const left = timeLeft(pace);
  const done =
    pace === undefined || !(pace.total > 0) ? undefined : Math.min(1, Math.max(0, pace.done / pace.total));
  return { ...endOf(events), done, left: left === undefined ? undefined : left / 1000 };
}

function lastLines(root: string, path: string): string[] {
  const file = openInside(root, path);
  if (file === undefined) return [];
  try {
    const from = Math.max(0, file.size - mostOfLog);
    const lines = file.read(from, file.size).toString('utf8').split('\n');
    return lines.slice(from === 0 ? 0 : 1, -1); // The first may be torn, and the last is empty or not finished.
  } finally {
    file.close();
  }
}
