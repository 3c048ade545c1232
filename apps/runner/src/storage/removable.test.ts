import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { leaveLock } from '../../test/dead-lock';
import { temporaryFolder } from '../../test/temporary-folder';
import { findRemovable, remove } from './removable';
import { tryLock } from './try-lock';

const part = '0123456789ab.part';

/** A folder of results with these files, of three bytes each. */
function results(...files: readonly string[]): string {
  const folder = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '123');
  }
  return folder;
}

const pathsIn = (folder: string, unfinished = false) =>
  findRemovable(folder, { unfinished })
    .map(({ path }) => path.slice(folder.length + 1))
    .toSorted();

const jobs = ['x/done/config.json', 'x/done/metrics.json', 'x/open/config.json', 'x/open/checkpoint/1'];

it('finds what dead processes left and what is finished, and nothing that is needed', () => {
  const left = [`x/done/metrics.json.${part}`, 'x/done/checkpoint/1', 'x/.cancelled', `x/page.html.${part}`];
  const experts = ['.experts/a/model_e0.safetensors', '.experts/a/model_e0.checkpoint/1'];
  const folder = results(...jobs, ...left, ...experts, '.experts/a/model_e1.checkpoint/1');
  leaveLock(join(folder, 'x/.gone'));
  const expected = [
    ...['.experts/a/model_e0.checkpoint', 'x/.cancelled', 'x/.gone.lock', 'x/done/checkpoint'],
    ...[`x/done/metrics.json.${part}`, `x/page.html.${part}`],
  ];
  expect(pathsIn(folder)).toEqual(expected.toSorted());
  expect(pathsIn(folder, true)).toEqual([...expected, '.experts/a/model_e1.checkpoint', 'x/open'].toSorted());
});

it('leaves alone what somebody works on, also if that begins in between', async () => {
  const folder = results(...jobs, `x/open/log.txt.${part}`, '.experts/a/model_e1.checkpoint/1');
  const found = findRemovable(folder, { unfinished: true });
  expect(found.map(({ bytes }) => bytes).toSorted()).toEqual([3, 9]);
  const locks = [
    await tryLock(join(folder, 'x/.open')),
    await tryLock(join(folder, '.experts/a/model_e1.safetensors')),
  ];
  expect(pathsIn(folder, true)).toEqual([]);
  for (const each of found) expect(await remove(each)).toBe(false);
  for (const unlock of locks) await unlock?.();
  for (const each of found) expect(await remove(each)).toBe(true);
  expect(existsSync(join(folder, 'x/open'))).toBe(false);
  expect(pathsIn(folder, true)).toEqual([]);
});
