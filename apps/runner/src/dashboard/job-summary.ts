import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { lockOf } from '../storage/job-folder';
import { readJson } from '../storage/read-json';
import { isLocked } from '../storage/try-lock';
import type { JobSummary } from './api';
import type { JobFolder } from './find-job-folders';
import { readInside } from './read-inside';
import { runningLog } from './run-log';

/** Bytes of a JSON file that is read; a larger one was not written by exmodel. */
export const mostJson = 16_000_000;

/** The few keys of metrics.json that a list shows: thousands are read at once. */
const metricsSchema = z.object({
  strategy: z.string(),
  scenario: z.string(),
  seed: z.int(),
  diverged: z.literal(true).optional(),
  config: z.object({ measured_on: z.string().optional() }),
  accuracy: z.number().nullable(),
  averageForgetting: z.number().nullable(),
  times: z.object({ finishedAt: z.string(), total: z.number() }),
});
const configSchema = z.object({
  strategy: z.string(),
  scenario: z.string(),
  seed: z.int(),
  measured_on: z.string().optional(),
});

const unknown = {
  ...{ isCandidate: false, last: null, time: null, strategy: null, scenario: null, seed: null },
  ...{ accuracy: null, forgetting: null, seconds: null, done: null, left: null },
} as const;

/**
 * What a job's folder says of it.
 *
 * @param shownAs how a folder is written
 */
export function jobSummary(folder: JobFolder, shownAs: (folder: string) => string): JobSummary {
  const place = { ...unknown, ...placeOf(folder.given, shownAs) };
  try {
    return { ...place, ...(folder.hasMetrics ? finished(folder) : unfinished(folder)) };
  } catch (error) {
    return { ...place, state: 'unreadable', last: error instanceof Error ? error.message : String(error) };
  }
}

/** Where a job is: its series' folder is its own, or the one above where it is one of several seeds or candidates. */
function placeOf(folder: string, shownAs: (folder: string) => string) {
  const isOne = /^(ASSESS|SEED|VAL)-?\d+$/.test(basename(folder));
  const series = isOne ? dirname(folder) : folder;
  return {
    job: shownAs(folder),
    group: shownAs(dirname(series)),
    series: basename(series),
    name: isOne ? basename(folder) : '',
    isCandidate: /^VAL\d+$/.test(basename(folder)),
  };
}

type State = Pick<JobSummary, 'state'> & Partial<JobSummary>;

function finished({ root, path }: JobFolder): State {
  const text = readInside(root, path, 'metrics.json', mostJson)?.toString('utf8') ?? '';
  const read = readJson(text, metricsSchema);
  if (!('value' in read)) return { state: 'unreadable', last: `metrics.json: ${read.fault}` };
  const { strategy, scenario, seed, diverged, accuracy, averageForgetting, times, config } = read.value;
  return {
    ...{ strategy, scenario, seed, accuracy, forgetting: averageForgetting },
    ...(config.measured_on === 'validation_images' && { isCandidate: true }),
    ...{ state: diverged === true ? 'diverged' : 'finished', time: times.finishedAt, seconds: times.total },
  };
}

function unfinished({ root, path }: JobFolder): State {
  const text = readInside(root, path, 'config.json', mostJson)?.toString('utf8') ?? '';
  const read = readJson(text, configSchema);
  const { strategy = null, scenario = null, seed = null } = 'value' in read ? read.value : {};
  const { time = null, end, progress, done, left } = runningLog(root, path);
  const what = { strategy, scenario, seed, time };
  if (isLocked(lockOf(path)))
    return { ...what, state: 'running', last: progress ?? null, done: done ?? null, left: left ?? null };
  const last = end?.state === 'failed' ? end.reason : progress;
  return { ...what, state: end?.state ?? 'stopped', last: last ?? null };
}
