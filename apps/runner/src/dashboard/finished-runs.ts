import type { FoundRun, UnreadRun } from '../storage/find-runs';
import { reasonOf } from '../storage/find-runs';
import { readMetrics } from '../storage/metrics-file';
import type { JobFolder } from './find-job-folders';
import { mostJson } from './job-summary';
import { readInside } from './read-inside';

/** Bytes of a picture that is read. */
export const mostPng = 32_000_000;

/**
 * The finished ones among these jobs, for a report; what lies behind a link is not read.
 *
 * @param shownAs how a folder is written
 */
export async function finishedRuns(
  folders: readonly JobFolder[],
  shownAs: (folder: string) => string,
): Promise<{ readonly found: readonly FoundRun[]; readonly unread: readonly UnreadRun[] }> {
  const found: FoundRun[] = [];
  const unread: UnreadRun[] = [];
  for (const { root, path, given, hasMetrics } of folders) {
    if (!hasMetrics) continue;
    const shown = shownAs(given);
    const store = {
      location: shown,
      read: async (key: string) => readInside(root, path, key.replace(/^job\//, ''), mostJson),
    };
    try {
      const metrics = await readMetrics(store, 'job');
      const readSamples = async () => readInside(root, path, 'samples.png', mostPng);
      if (metrics !== undefined) found.push({ folder: given, shown, metrics, readSamples });
    } catch (error) {
      unread.push({ shown, reason: reasonOf(error) });
    }
  }
  return { found, unread };
}
