import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { findFolder } from './find-folder';

it('finds the first folder that has all of the files, plain or compressed', async () => {
  const root = await temporaryFolder({
    'a/one': Uint8Array.of(1),
    'b/one.gz': Uint8Array.of(1),
    'b/two': Uint8Array.of(2),
    'c/one': Uint8Array.of(1),
    'c/two': Uint8Array.of(2),
  });
  const files = ['one', 'two'].map((name) => ({ name, bytes: 1, sha256: '' }));
  const find = (...names: string[]) =>
    findFolder(
      files,
      names.map((name) => join(root, name)),
    );
  expect(await find('a', 'b', 'c')).toBe(join(root, 'b'));
  expect(await find('a', 'missing')).toBeUndefined();
});
