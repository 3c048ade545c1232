import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { discard } from './discard';
import { unfinished } from './store';
import { tryLock } from './try-lock';

/**
 * What dead processes leave: unfinished files and locks. A live process holds the lock of what it writes, so whoever gets that lock may
 * remove what was left there; nothing else tells the dead from the living on another machine. A file has a lock of its own,
 * `FILE.lock`, but the files of a job have one together, beside its folder (lock-job.ts).
 *
 * What cannot be removed stays for another time: it is in nobody's way.
 */

/** Removes what was left in `folder`, of files with locks of their own, and not in folders below it. */
export async function sweep(folder: string): Promise<void> {
  const left = namesIn(folder).flatMap((name) => unfinishedFile(name) ?? lockedFile(name) ?? []);
  for (const name of new Set(left)) {
    const path = join(folder, name);
    const unlock = await tryLock(path).catch(() => undefined);
    if (unlock === undefined) continue;
    sweepFile(path);
    await unlock();
  }
}

/** Does the same in `folder` and in the folders directly in it. */
export async function sweepFolders(folder: string): Promise<void> {
  await sweep(folder);
  for (const name of namesIn(folder)) await sweep(join(folder, name));
}

/** Removes what was left of one file, whose lock the caller holds. */
export function sweepFile(path: string): void {
  const folder = dirname(path);
  for (const name of namesIn(folder))
    if (unfinishedFile(name) === basename(path)) discard(join(folder, name));
}

/** The paths of all unfinished files below `folder`, at any depth. */
export function unfinishedBelow(folder: string): readonly string[] {
  const names = namesIn(folder, { recursive: true });
  return names.filter((name) => name.endsWith(unfinished)).map((name) => join(folder, name));
}

/** The file of which this is an unfinished one, by their names. */
function unfinishedFile(name: string): string | undefined {
  return /^(.+)\.[0-9a-f]+\.part$/.exec(name)?.[1];
}

/** The file of which this is the lock. */
function lockedFile(name: string): string | undefined {
  return /^(.+)\.lock$/.exec(name)?.[1];
}

function namesIn(folder: string, options: { readonly recursive?: true } = {}): readonly string[] {
  try {
    return readdirSync(folder, { encoding: 'utf8', ...options });
  } catch {
    return [];
  }
}
