import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isMissing } from '../storage/is-missing';

/** A folder in which a job has begun. */
export interface JobFolder {
  /** Absolute, without links; and the root it was found below. */
  readonly path: string;
  readonly root: string;
  /** The same as it was given. */
  readonly given: string;
  readonly hasMetrics: boolean;
  /** Changes when a file of the folder is added, replaced or removed. */
  readonly version: string;
}

/** How deep jobs are looked for below a root, and how many. */
const most = { depth: 8, jobs: 100_000 };
/** Folders that changed so recently may have changed again without a sign, in milliseconds. */
const settling = 2000;
/** How long a search keeps others waiting, in milliseconds. */
const slice = 20;

/** `SEED2` comes before `SEED10`. */
const order = new Intl.Collator('en', { numeric: true });

interface Listing {
  readonly version: string;
  readonly isJob: boolean;
  readonly hasMetrics: boolean;
  readonly folders: readonly string[];
}

/**
 * Finds the folders of jobs, again and again: a folder that has not changed is not read again. No link is followed, but where a root
 * itself is one; hidden folders hold no jobs.
 */
export class JobFolders {
  #listings = new Map<string, Listing>();

  /** @param roots absolute paths */
  constructor(readonly roots: readonly string[]) {}

  /** All jobs, and the roots that do not exist. */
  async find(): Promise<{ readonly found: readonly JobFolder[]; readonly missing: readonly string[] }> {
    const found = new Map<string, JobFolder>();
    const missing: string[] = [];
    const listings = new Map<string, Listing>();
    let began = performance.now();
    for (const given of this.roots) {
      const root = realPath(given);
      if (root === undefined) missing.push(given);
      const waiting = root === undefined ? [] : [{ path: root, given, depth: 0 }];
      for (let next = waiting.pop(); next !== undefined && root !== undefined; next = waiting.pop()) {
        const { path, given, depth } = next;
        const listing = this.#list(path);
        if (listing === undefined) continue;
        listings.set(path, listing);
        if (listing.isJob && found.size < most.jobs) {
          const { hasMetrics, version } = listing;
          if (!found.has(path)) found.set(path, { path, root, given, hasMetrics, version });
        } else if (depth < most.depth) {
          for (const name of listing.folders)
            waiting.push({ path: join(path, name), given: join(given, name), depth: depth + 1 });
        }
        if (performance.now() - began < slice) continue;
        await setImmediate();
        began = performance.now();
      }
    }
    this.#listings = listings;
    return { found: [...found.values()].toSorted((a, b) => order.compare(a.path, b.path)), missing };
  }

  /** undefined if the folder is gone or cannot be read. */
  #list(path: string): Listing | undefined {
    try {
      const stat = lstatSync(path);
      if (!stat.isDirectory()) return undefined;
      const { mtimeMs, ino } = stat;
      const version = `${ino} ${mtimeMs} ${Date.now() - mtimeMs < settling ? Date.now() : ''}`;
      const earlier = this.#listings.get(path);
      if (earlier?.version === version) return earlier;
      const entries = readdirSync(path, { withFileTypes: true });
      const has = (name: string) => entries.some((entry) => entry.name === name && entry.isFile());
      const hasMetrics = has('metrics.json');
      return {
        version,
        isJob: hasMetrics || has('config.json'),
        hasMetrics,
        folders: visibleFolders(entries),
      };
    } catch {
      return undefined;
    }
  }
}

function visibleFolders(entries: readonly Dirent[]): string[] {
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []));
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
