import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { discard } from './discard';
import { isMissing } from './is-missing';
import { isAtWork, machineHere, startOf } from './process-identity';
import { readIfThere } from './read-if-there';
import { readJson } from './read-json';
import { UnwritableFileError, unfinished } from './store';
import { linkOnce } from './write-whole';

/** How often the holder of a lock gives a sign of life. */
const beat = 5_000; // milliseconds
/** After so long without one it counts as dead, wherever it is. */
const patience = 30_000; // milliseconds

// A write beyond the limit on file sizes raises a signal, which would end the process, and also an error, which the writer reports.
process.on('SIGXFSZ', () => {});

/** What a lock says of its holder. */
const holderSchema = z.object({
  /** Of this locking: whoever finds another one in its lock has lost it. */
  token: z.string(),
  /** For people. */
  host: z.string(),
  /** See `machineHere`. */
  machine: z.string(),
  pid: z.int(),
  /** See `startOf`. */
  started: z.string(),
});

export type LockHolder = z.output<typeof holderSchema>;

/**
 * Locks `path`, which is to be written, among all processes that use this function, on all machines that share its folder; the folder must
 * exist. The lock is a file, `PATH.lock`, with its holder's name and a number that grows while the holder lives.
 *
 * The lock of a process that died is taken over: at once if it ran on this machine, else when the number has stood still for half a minute
 * while this process looked on. No two clocks are compared. A process that was frozen for that long, or one on another
 * machine whose main thread was busy for that long, has lost its lock, and leaves that of its successor alone.
 *
 * One that ends itself leaves no lock: it is taken in one step, so that there is no moment at which it is there and nobody knows whose it is.
 *
 * @returns a function that unlocks; undefined if another process holds the lock
 * @throws UnwritableFileError
 */
export async function tryLock(path: string): Promise<(() => Promise<void>) | undefined> {
  const release = take(`${path}.lock`);
  return release && (async () => release());
}

/**
 * Who holds the lock of `path`: a process of this machine that is there, or one of another machine that gives signs of life. Where this
 * process has not looked on for long enough, the time of its last one is compared with this machine's clock: good enough to be shown.
 */
export function lockHolder(path: string): LockHolder | 'unknown' | undefined {
  const lock = `${path}.lock`;
  const content = contentOf(lock);
  if (content === undefined) return undefined;
  const holder = holderIn(content);
  if (isLeft(lock, content)) return undefined;
  const isHere = holder?.machine === machineHere;
  const lives = isHere || watched.get(lock)?.grew || Date.now() - changedAt(lock) < patience;
  return lives ? (holder ?? 'unknown') : undefined;
}

/** Whether a process holds the lock of `path`; see {@link lockHolder}. */
export function isLocked(path: string): boolean {
  return lockHolder(path) !== undefined;
}

type Release = () => void;

/** The locks of this process. */
const held = new Set<Release>();
process.on('exit', () => {
  for (const release of held) release();
});

/** What this process saw in the locks of others, since when, by its own clock, and whether their numbers grew before its eyes. */
const watched = new Map<
  string,
  { readonly content: string; readonly since: number; readonly grew: boolean }
>();

function take(lock: string): Release | undefined {
  try {
    return put(lock, linkOnce) ?? takeOver(lock);
  } catch (error) {
    throw new UnwritableFileError(lock, error);
  }
}

/** Takes the lock of a dead process. Of several that try, the one that holds the lock's own lock does. */
function takeOver(lock: string): Release | undefined {
  const dead = contentOf(lock);
  if (dead === undefined || !isLeft(lock, dead)) return undefined;
  const release = take(`${lock}.lock`);
  if (release === undefined) return undefined;
  try {
    if (contentOf(lock) !== dead) return undefined;
    return put(lock, (part, path) => {
      renameSync(part, path);
      return true;
    });
  } finally {
    release();
  }
}

/** Whether the holder of this lock is dead. */
function isLeft(lock: string, content: string): boolean {
  const holder = holderIn(content);
  if (holder?.machine === machineHere) {
    if (isGone(holder)) return true;
    if (isAtWork(holder.pid)) return false; // Perhaps so busy that it gives no sign of life.
  }
  const now = performance.now();
  const seen = watched.get(lock);
  if (seen?.content !== content) watched.set(lock, { content, since: now, grew: seen !== undefined });
  return seen?.content === content && now - seen.since >= patience;
}

/** Whether a process of this machine is there no more. */
const isGone = ({ pid, started }: LockHolder) => startOf(pid) !== started;

/** Writes a lock of this process beside `lock`, and puts it there with `publish`, unless that says that there is one. */
function put(lock: string, publish: (part: string, path: string) => boolean): Release | undefined {
  const token = randomBytes(6).toString('hex');
  const holder: LockHolder = {
    ...{ token, host: hostname(), machine: machineHere },
    ...{ pid: process.pid, started: startOf(process.pid) ?? 'unknown' },
  };
  const content = (beats: number) => `${JSON.stringify(holder)} ${String(beats).padStart(10)}\n`;
  const part = `${lock}.${token}${unfinished}`;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(part, 'wx');
    writeFileSync(descriptor, content(0));
    if (!publish(part, lock)) return undefined;
    const release = hold(lock, descriptor, token, content);
    descriptor = undefined;
    return release;
  } catch (error) {
    // Somebody swept it away, for the leftover of a dead process.
    if (descriptor !== undefined && isMissing(error)) return put(lock, publish);
    throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
    discard(part);
  }
}

/** Keeps a lock that was just taken alive: into the very file that was put there, so that nothing reaches that of a successor. */
function hold(lock: string, descriptor: number, token: string, content: (beats: number) => string): Release {
  watched.delete(lock);
  let beats = 0;
  const timer = setInterval(() => {
    try {
      writeSync(descriptor, content(++beats), 0);
    } catch {
      // A full disk is reported by whoever writes results; a lock without a sign of life may be taken over.
    }
  }, beat).unref();
  const release = () => {
    if (!held.delete(release)) return;
    clearInterval(timer);
    closeSync(descriptor);
    if (holderIn(contentOf(lock) ?? '')?.token === token) discard(lock);
  };
  held.add(release);
  return release;
}

function holderIn(content: string): LockHolder | undefined {
  const read = readJson(content.slice(0, content.lastIndexOf('}') + 1), holderSchema);
  return 'value' in read ? read.value : undefined;
}

/** Undefined if there is no lock. */
function contentOf(lock: string): string | undefined {
  return readIfThere(lock)?.toString();
}

/** When a lock was written last, in milliseconds since 1970. */
function changedAt(lock: string): number {
  return statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
