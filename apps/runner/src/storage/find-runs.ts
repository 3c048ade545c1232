import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { folderStore } from './folder-store';
import { type Metrics, MetricsFileError, readMetrics } from './metrics-file';
import { InvalidKeyError, UnreadableFileError } from './store';

/** A finished run on the disk. */
export interface FoundRun {
  /** Its folder, absolute. */
  readonly folder: string;
  /** The same as the user would write it. */
  readonly shown: string;
  readonly metrics: Metrics;
  /** `samples.png`, the images that were learned from; undefined if there are none. */
  readonly readSamples: () => Promise<Uint8Array | undefined>;
}

/** A `metrics.json` that was found and could not be read. */
export interface UnreadRun {
  readonly shown: string;
  readonly reason: string;
}

const file = 'metrics.json';

/**
 * Finds the finished runs in folders and below them, in the order of the folders and of their names; one that is found twice
 * counts once. A `metrics.json` that cannot be read stops nothing; what links lead to outside of the folder is not read.
 *
 * @param paths absolute, of folders of runs: `runs`, `runs/quickstart`, `runs/quickstart/replay_ed`; those that do not exist hold nothing
 * @param shownAs how a folder is written in reports
 */
export async function findRuns(
  paths: readonly string[],
  shownAs: (folder: string) => string,
): Promise<{ readonly found: readonly FoundRun[]; readonly unread: readonly UnreadRun[] }> {
  const found = new Map<string, FoundRun>();
  const unread = new Map<string, UnreadRun>();
  for (const path of paths) {
    const store = folderStore(dirname(path));
    const root = realPath(path);
    for (const key of await store.list(basename(path) || undefined)) {
      if (basename(key) !== file || dirname(key) === '.') continue;
      const folder = join(store.location, dirname(key));
      const isInside = (name: string) => isBelow(join(folder, name), root);
      if (!isInside(file)) {
        unread.set(folder, {
          shown: shownAs(folder),
          reason: `${file} is a link that leads out of the folder`,
        });
        continue;
      }
      try {
        const metrics = await readMetrics(store, dirname(key));
        const samples = `${dirname(key)}/samples.png`;
        if (metrics !== undefined)
          found.set(folder, {
            folder,
            shown: shownAs(folder),
            metrics,
            readSamples: async () => (isInside('samples.png') ? store.read(samples) : undefined),
          });
      } catch (error) {
        unread.set(folder, { shown: shownAs(folder), reason: reasonOf(error) });
      }
    }
  }
  return { found: [...found.values()], unread: [...unread.values()] };
}

/**
 * Whether a file that was found below a folder is there with all links followed. Folders behind links are not listed, so only the file itself
 * can be a link. What cannot be followed is: reading it then says why.
 */
function isBelow(path: string, folder: string | undefined): boolean {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return true;
  const real = realPath(path);
  return real === undefined || folder === undefined || real.startsWith(`${folder}${sep}`);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/**
 * Why a `metrics.json` could not be read.
 *
 * @throws whatever is not the fault of a file
 */
export function reasonOf(error: unknown): string {
  if (error instanceof MetricsFileError) return `${file} ${error.fault}`;
  if (error instanceof UnreadableFileError || error instanceof InvalidKeyError) return error.reason;
  throw error;
}
