import { join } from 'node:path';
import { z } from 'zod';
import { lastLines } from './last-lines';
import { readJson } from './read-json';

/** How much of a log is read, from its end. */
export const mostOfLog = 64_000; // bytes

const logged = z.looseObject({ time: z.string(), type: z.string() });
const progressSchema = z.looseObject({
  type: z.literal('progress'),
  detail: z.string(),
  done: z.number(),
  total: z.number(),
});
const jobSchema = z.looseObject({ type: z.literal('job'), state: z.string(), detail: z.string().optional() });

/** What the end of a job's log says. */
export interface LogEnd {
  /** When it was written, in ISO 8601. */
  readonly time: string | undefined;
  /** How the job ended last, if it has no results: its `state`, and why. */
  readonly end: { readonly state: 'failed' | 'cancelled'; readonly reason: string } | undefined;
  /** How far it was: `expert 2 of 5, distillation 120/3000`. */
  readonly progress: string | undefined;
  /** 0 … 1, the part of its experts that were behind it. */
  readonly share: number;
}

/**
 * Reads the end of a job's `events.jsonl`, to which another process perhaps writes.
 *
 * @param folder path of the job's folder
 * @throws UnreadableFileError
 */
export function logEnd(folder: string): LogEnd {
  return endOf(loggedEvents(lastLines(join(folder, 'events.jsonl'), mostOfLog)));
}

export type LoggedEvent = z.output<typeof logged>;

/** The events among the lines of a log. */
export function loggedEvents(lines: readonly string[]): LoggedEvent[] {
  return lines.flatMap((line) => {
    const read = readJson(line, logged);
    return 'value' in read ? read.value : [];
  });
}

/** What the last events of such a log say. */
export function endOf(events: readonly LoggedEvent[]): LogEnd {
  let [time, progress]: (string | undefined)[] = [];
  let end: LogEnd['end'];
  let share = 0;
  for (const event of events) {
    time = event.time;
    const [job, step] = [jobSchema.safeParse(event).data, progressSchema.safeParse(event).data];
    if (job !== undefined) end = withoutResults(job);
    if (step === undefined) continue;
    progress = `expert ${step.done} of ${step.total}, ${step.detail}`;
    share = (step.done - 1) / step.total;
  }
  return { time, end, progress, share };
}

function withoutResults({ state, detail = state }: z.output<typeof jobSchema>): LogEnd['end'] {
  return state === 'failed' || state === 'cancelled' ? { state, reason: detail } : undefined;
}
