import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replaceFs } from '../../test/replace-fs';
import { temporaryFolder } from '../../test/temporary-folder';
import { createWhole } from './write-whole';

/** A file system without hard links. */
replaceFs('linkSync', () => () => {
  throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
});

it('without hard links, a file is created once all the same, and nothing is left beside it', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'metrics.json');
  expect(createWhole(path, 'first')).toBe(true);
  expect(createWhole(path, 'second')).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('first');
  expect(existsSync(path)).toBe(true);
  expect(readdirSync(folder)).toEqual(['metrics.json']);
});
