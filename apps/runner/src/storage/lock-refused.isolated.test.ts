import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { tryLock } from './try-lock';

/** A disk that refuses once to remove a lock. */
vi.mock('proper-lockfile', async (original) => {
  const { lockSync } = await original<typeof import('proper-lockfile')>();
  const lockOnce: typeof lockSync = (...parameters) => {
    lockSync(...parameters);
    return () => {
      throw Object.assign(new Error('EIO: i/o error, rmdir'), { code: 'EIO', syscall: 'rmdir' });
    };
  };
  return { lockSync: lockOnce };
});

it('a lock that the disk did not remove at once does not stay', async () => {
  const path = join(temporaryFolder(), 'expert');
  const unlock = await tryLock(path);
  expect(existsSync(`${path}.lock`)).toBe(true);
  await unlock?.();
  expect(existsSync(`${path}.lock`)).toBe(false);
});
