import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { DownloadError } from '../errors/download-error';
import { UnwritableDataError } from '../errors/unwritable-data-error';
import { downloadDataset } from './download-dataset';
import { downloadFile } from './download-file';
import { orUnwritable } from './or-unwritable';

/** An error as the operating system gives it. */
const refusal = (code: string, syscall: string) =>
  Object.assign(new Error(`${code}: refused, ${syscall}`), { code, syscall });
const failing = (error: Error) => orUnwritable('data', () => Promise.reject(error));
const facts = { url: 'http://x', path: 'data/x', reason: 'y' };

it.each(['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT', 'EIO', 'ENOENT'])(
  'what the disk refuses with %s says where, and what to do',
  async (code) => {
    const error = refusal(code, 'write');
    await expect(failing(error)).rejects.toThrow(UnwritableDataError);
    await expect(failing(error)).rejects.toThrow(
      `data cannot be written: ${code}: refused, write; expected a place with room, and the right to write there. Free disk space`,
    );
    await expect(failing(new DownloadError(facts, { cause: error }))).rejects.toThrow(UnwritableDataError);
  },
);

it('what a network or anything else refuses stays as it is', async () => {
  const offline = new DownloadError(facts, { cause: refusal('EACCES', 'connect') });
  for (const error of [offline, new DownloadError(facts), new RangeError('x')])
    await expect(failing(error)).rejects.toBe(error);
  expect(await orUnwritable('data', async () => 5)).toBe(5);
});

it('a download into a file is such an error', async () => {
  const taken = join(await temporaryFolder(), 'taken');
  await writeFile(taken, 'mine');
  await expect(downloadDataset('mnist', { dataroot: taken })).rejects.toThrow(UnwritableDataError);
  await expect(downloadFile({ url: 'http://127.0.0.1:9', path: join(taken, 'x') })).rejects.toThrow(
    UnwritableDataError,
  );
});

it.skipIf(!existsSync('/proc/self'))(
  'so is one where no folder can be made, and it does not hang: /proc',
  async () => {
    for (const dataroot of ['/proc/nowhere', '/proc/nowhere/data'])
      await expect(downloadDataset('mnist', { dataroot })).rejects.toThrow(
        `${dataroot} cannot be written: ENOENT: no such file or directory, mkdir '/proc/nowhere'; expected`,
      );
  },
  10_000,
);
