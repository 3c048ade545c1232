import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { leaveLock } from '../../test/dead-lock';
import { replaceFs } from '../../test/replace-fs';
import { temporaryFolder } from '../../test/temporary-folder';
import { isAtWork, startOf } from './process-identity';
import { lockHolder, tryLock } from './try-lock';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const newPath = () => join(temporaryFolder(), 'expert');
const filesBeside = (path: string) => readdirSync(dirname(path));

/** Moves this process's own clock on; the time of day stays. */
function wait(seconds: number): void {
  const now = performance.now() + 1000 * seconds;
  vi.spyOn(performance, 'now').mockReturnValue(now);
}

it('gives a lock to one at a time, and leaves nothing behind', async () => {
  const path = newPath();
  const unlock = await tryLock(path);
  expect(lockHolder(path)).toMatchObject({ pid: process.pid });
  expect(await tryLock(path)).toBeUndefined();
  await unlock?.();
  expect(lockHolder(path)).toBeUndefined();
  const again = await tryLock(path);
  expect(again).toBeDefined();
  await again?.();
  expect(filesBeside(path)).toEqual([]);
});

it('takes over the lock of a process of this machine as soon as that is gone', async () => {
  const path = newPath();
  leaveLock(path);
  expect(lockHolder(path)).toBeUndefined();
  const unlock = await tryLock(path);
  expect(lockHolder(path)).toMatchObject({ pid: process.pid });
  expect(filesBeside(path)).toEqual(['expert.lock']);
  await unlock?.();
  expect(filesBeside(path)).toEqual([]);
});

it('knows a process that has only got the number of another one', async () => {
  const path = newPath();
  const unlock = await tryLock(path);
  const lock = readFileSync(`${path}.lock`, 'utf8');
  await unlock?.();
  writeFileSync(`${path}.lock`, lock.replace(`"started":"${startOf(process.pid)}"`, '"started":"1"'));
  const taken = await tryLock(path);
  expect(taken !== undefined).toBe(process.platform === 'linux'); // Elsewhere it is waited for.
  await taken?.();
});

describe.runIf(process.platform === 'linux')('a process of this machine that gives no sign of life', () => {
  /** The lock of another process, which beats no more. */
  async function silent(path: string) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'spawn');
    const pid = child.pid as number;
    const unlock = await tryLock(path);
    const lock = readFileSync(`${path}.lock`, 'utf8');
    await unlock?.();
    const theirs = lock
      .replace(`"pid":${process.pid}`, `"pid":${pid}`)
      .replace(`"started":"${startOf(process.pid)}"`, `"started":"${startOf(pid)}"`);
    writeFileSync(`${path}.lock`, theirs);
    return child;
  }

  it('keeps its lock while it is at work', async () => {
    const path = newPath();
    await silent(path);
    expect(await tryLock(path)).toBeUndefined();
    wait(60);
    expect(await tryLock(path)).toBeUndefined();
  });

  it('loses it if it is frozen', async () => {
    const path = newPath();
    const child = await silent(path);
    child.kill('SIGSTOP');
    await expect.poll(() => isAtWork(child.pid as number)).toBe(false);
    expect(await tryLock(path)).toBeUndefined();
    wait(31);
    const unlock = await tryLock(path);
    expect(unlock).toBeDefined();
    await unlock?.();
  });
});

it('a process that was killed is gone; one that lives is not', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const pid = child.pid as number;
  expect(startOf(pid)).toBeDefined();
  expect(startOf(pid)).toBe(startOf(pid));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(startOf(pid)).toBeUndefined();
});

describe('a lock of another machine', () => {
  it('is taken over once it has stood still for half a minute before the eyes of this process, whatever the clocks say', async () => {
    const path = newPath();
    leaveLock(path, 'elsewhere');
    utimesSync(`${path}.lock`, 1, 1); // Its clock is decades behind.
    expect(await tryLock(path)).toBeUndefined();
    wait(29);
    expect(await tryLock(path)).toBeUndefined();
    wait(2);
    const unlock = await tryLock(path);
    expect(unlock).toBeDefined();
    await unlock?.();
    expect(filesBeside(path)).toEqual([]);
  });

  it('is left alone while its number grows', async () => {
    const path = newPath();
    leaveLock(path, 'elsewhere');
    for (let beats = 8; beats < 12; beats++) {
      expect(await tryLock(path)).toBeUndefined();
      const lock = readFileSync(`${path}.lock`, 'utf8');
      writeFileSync(`${path}.lock`, lock.replace(/\d+$/m, String(beats)));
      wait(25);
    }
    expect(await tryLock(path)).toBeUndefined();
  });

  it('is shown as held while its file is young', () => {
    const path = newPath();
    leaveLock(path, 'elsewhere');
    expect(lockHolder(path)).toMatchObject({ token: 'dead' });
    utimesSync(`${path}.lock`, 1, 1);
    expect(lockHolder(path)).toBeUndefined();
  });

  it.each(['', '{"token":', 'no lock'])('that says %j is watched, too', async (content) => {
    const path = newPath();
    writeFileSync(`${path}.lock`, content);
    expect(lockHolder(path)).toBe('unknown');
    expect(await tryLock(path)).toBeUndefined();
    wait(31);
    await (await tryLock(path))?.();
    expect(filesBeside(path)).toEqual([]);
  });
});

it('of many that find a dead lock at once, one gets it', async () => {
  const path = newPath();
  leaveLock(path);
  const locks = await Promise.all(Array.from({ length: 20 }, () => tryLock(path)));
  expect(locks.filter((unlock) => unlock !== undefined)).toHaveLength(1);
  for (const unlock of locks) await unlock?.();
  expect(filesBeside(path)).toEqual([]);
});

it('gives signs of life: a number that grows', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const path = newPath();
  const unlock = await tryLock(path);
  const numbers = () => Number(readFileSync(`${path}.lock`, 'utf8').trim().split(' ').at(-1));
  expect(numbers()).toBe(0);
  vi.advanceTimersByTime(30_000);
  expect(numbers()).toBeGreaterThanOrEqual(5);
  await unlock?.();
});

it('one that was frozen, and lost its lock, leaves that of its successor alone', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const path = newPath();
  const unlock = await tryLock(path);
  // Whoever takes a lock over puts another file in its place.
  const successor = newPath();
  leaveLock(successor, 'elsewhere');
  const { renameSync } = await import('node:fs');
  renameSync(`${successor}.lock`, `${path}.lock`);
  const theirs = readFileSync(`${path}.lock`, 'utf8');
  vi.advanceTimersByTime(60_000);
  await unlock?.();
  expect(readFileSync(`${path}.lock`, 'utf8')).toBe(theirs);
});

it('is an error where the folder is missing, or something else is in its place', async () => {
  await expect(tryLock(join(temporaryFolder(), 'none', 'expert'))).rejects.toThrow('ENOENT');
  const path = newPath();
  mkdirSync(`${path}.lock`);
  await expect(tryLock(path)).rejects.toThrow('EISDIR');
});

it('is taken before it returns, so that no process which ends itself leaves a lock that it does not know of', async () => {
  const path = newPath();
  const locking = tryLock(path);
  expect(existsSync(`${path}.lock`)).toBe(true);
  await (await locking)?.();
  expect(existsSync(`${path}.lock`)).toBe(false);
});

describe('a disk that refuses once', () => {
  let refused: string | undefined;
  const refuseOnce =
    (name: string) =>
    <F extends (...parameters: never[]) => unknown>(original: F) =>
      ((...parameters: Parameters<F>) => {
        if (refused !== name) return original(...parameters);
        refused = undefined;
        throw Object.assign(new Error(`${name} refused`), { code: name === 'link' ? 'ENOENT' : 'EIO' });
      }) as unknown as F;
  replaceFs('rmSync', refuseOnce('rm'));
  replaceFs('linkSync', refuseOnce('link'));

  it('to remove a lock does not keep it', async () => {
    const path = newPath();
    const unlock = await tryLock(path);
    refused = 'rm';
    await unlock?.();
    expect(filesBeside(path)).toEqual([]);
  });

  it('the file of a lock, because somebody took it for a leftover, is asked again', async () => {
    const path = newPath();
    refused = 'link';
    const unlock = await tryLock(path);
    expect(unlock).toBeDefined();
    await unlock?.();
    expect(filesBeside(path)).toEqual([]);
  });
});
