import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leaveLock } from '../../test/dead-lock';
import { temporaryFolder } from '../../test/temporary-folder';
import { sweep, sweepFolders, unfinishedBelow } from './leftovers';
import { tryLock } from './try-lock';
import { writeLocked } from './write-locked';

/** A folder with these files and, if they end in a slash, folders, of a process that died long ago. */
function left(...names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    const path = join(folder, name);
    if (name.endsWith('/')) mkdirSync(path, { recursive: true });
    else writeFileSync(path, 'half');
    utimesSync(path, 1, 1);
  }
  return folder;
}

const part = '0123456789ab.part';

it('what nobody holds the lock of is removed, and nothing else', async () => {
  const others = ['x.part.json', 'x.part', 'part', 'x.xyz.part', 'x.json', 'x.lock.json'];
  const folder = left(...others, `a.${part}`, `a.b.${part}`, `b.77.part`, 'e/', `e/f.${part}`);
  leaveLock(join(folder, 'c'));
  const unlock = await tryLock(join(folder, 'a.b'));
  await sweep(folder);
  expect(readdirSync(folder).toSorted()).toEqual([...others, `a.b.${part}`, 'a.b.lock', 'e'].toSorted());
  expect(readdirSync(join(folder, 'e'))).toEqual([`f.${part}`]);
  await unlock?.();
  await sweepFolders(folder);
  expect(readdirSync(folder).toSorted()).toEqual([...others, 'e'].toSorted());
  expect(readdirSync(join(folder, 'e'))).toEqual([]);
});

it('a lock of which nobody knows yet that its holder is dead stays, and what cannot be removed is no error', async () => {
  const folder = left('d.lock/', 'd.lock/something');
  leaveLock(join(folder, 'c'), 'elsewhere');
  await sweep(folder);
  expect(readdirSync(folder).toSorted()).toEqual(['c.lock', 'd.lock']);
  await sweep(join(folder, 'nowhere'));
});

it('unfinished files are found at any depth', () => {
  const folder = left('a/', 'a/b/', `a/b/c.${part}`, `d.${part}`, 'e');
  expect(unfinishedBelow(folder).toSorted()).toEqual([
    join(folder, `a/b/c.${part}`),
    join(folder, `d.${part}`),
  ]);
  expect(unfinishedBelow(join(folder, 'nowhere'))).toEqual([]);
});

it('a file that is written with its lock replaces what dead processes left of it, and nothing of other files', async () => {
  const folder = left(`page.md.${part}`, `page.md2.${part}`, 'page.md');
  const path = join(folder, 'page.md');
  await writeLocked(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readdirSync(folder).toSorted()).toEqual(['page.md', `page.md2.${part}`]);
  const unlock = await tryLock(path);
  writeFileSync(`${path}.${part}`, 'of a live process');
  await writeLocked(path, 'newer');
  expect(readFileSync(path, 'utf8')).toBe('newer');
  expect(existsSync(`${path}.${part}`)).toBe(true);
  await unlock?.();
});
