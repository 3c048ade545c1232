import { existsSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { tryLock } from './try-lock';

it('gives a lock to one at a time, and leaves nothing behind', async () => {
  const path = join(temporaryFolder(), 'expert');
  const unlock = await tryLock(path);
  expect(await tryLock(path)).toBeUndefined();
  await unlock?.();
  const again = await tryLock(path);
  expect(again).toBeDefined();
  await again?.();
  expect(existsSync(`${path}.lock`)).toBe(false);
});

it('takes over the lock of a process that died half a minute ago, and no younger one', async () => {
  const path = join(temporaryFolder(), 'expert');
  const left = (seconds: number) => {
    mkdirSync(`${path}.lock`, { recursive: true });
    const time = Date.now() / 1000 - seconds;
    utimesSync(`${path}.lock`, time, time);
  };
  left(25);
  expect(await tryLock(path)).toBeUndefined();
  left(35);
  await (await tryLock(path))?.();
  expect(existsSync(`${path}.lock`)).toBe(false);
});

it('is an error where the folder is missing', async () => {
  await expect(tryLock(join(temporaryFolder(), 'none', 'expert'))).rejects.toThrow('ENOENT');
});

it('is taken before it returns, so that no process which ends itself leaves a lock that it does not know of', async () => {
  const path = join(temporaryFolder(), 'expert');
  const locking = tryLock(path);
  expect(existsSync(`${path}.lock`)).toBe(true);
  await (await locking)?.();
  expect(existsSync(`${path}.lock`)).toBe(false);
});
