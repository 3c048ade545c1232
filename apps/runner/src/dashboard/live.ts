import { setTimeout } from 'node:timers/promises';
import type { JobsChanged, LogGrown } from './api';
import type { JobFolder } from './find-job-folders';
import { readLog } from './read-log';
import type { RunIndex } from './run-index';

/** A message to one page. Whoever has received it goes on with its `id`, on another connection, too: nothing is lost or repeated. */
export type LiveMessage =
  | { readonly event: 'jobs'; readonly data: JobsChanged; readonly id: string }
  | { readonly event: 'log'; readonly data: LogGrown; readonly id: string };

interface Position {
  readonly epoch: string;
  readonly version: number;
  /** The place in the log of each watched job. */
  readonly places: Readonly<Record<string, string>>;
}

/** Time between two looks, in milliseconds. */
export const interval = 1000;

/**
 * Tells a page what changes, without end: all jobs, and the logs of those that it watches.
 *
 * @param watched jobs, as the page knows them
 * @param after the id of the last message that the page has, or anything else to begin anew
 * @param isOver whether the page is gone
 * @param wait until the next look
 */
export async function* live(
  index: RunIndex,
  watched: readonly string[],
  after: string,
  isOver: () => boolean,
  wait: () => Promise<unknown> = () => setTimeout(interval),
): AsyncGenerator<LiveMessage, void> {
  let { version, places } = positionOf(after, index.epoch, watched);
  const id = () => textOf({ epoch: index.epoch, version, places });
  for (let isFirst = true; !isOver(); isFirst = false) {
    await index.refresh(interval / 2);
    if (isFirst || index.version > version) {
      const data = index.changesSince(version);
      version = index.version;
      yield { event: 'jobs', data, id: id() };
    }
    for (const job of watched) {
      const folder = index.folderOf(job);
      if (folder === undefined) continue;
      const { place, ...grown } = await grownLog(folder, places[job] ?? '');
      if (place === places[job]) continue;
      places = { ...places, [job]: place };
      yield { event: 'log', data: { job, ...grown }, id: id() };
    }
    await wait();
  }
}

/** A log that cannot be read is told of once; the others go on. */
async function grownLog({ root, path }: JobFolder, after: string): ReturnType<typeof readLog> {
  try {
    return await readLog(root, path, after);
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { anew: true, curves: [], place: 'unreadable', fault };
  }
}

/** One line of few characters. */
function textOf(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function positionOf(
  id: string,
  epoch: string,
  watched: readonly string[],
): Pick<Position, 'version' | 'places'> {
  const nothing = { version: 0, places: {} };
  try {
    const position = JSON.parse(Buffer.from(id, 'base64url').toString()) as Position;
    const { version, places } = position;
    if (typeof places !== 'object' || places === null) return nothing;
    const texts = Object.entries(places).filter(
      ([job, place]) => watched.includes(job) && typeof place === 'string',
    );
    const isOwn = position.epoch === epoch && Number.isSafeInteger(version);
    return { version: isOwn ? version : 0, places: Object.fromEntries(texts) };
  } catch {
    return nothing;
  }
}
