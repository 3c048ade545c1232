import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { replaceFs } from '../../test/replace-fs';
import { temporaryFolder } from '../../test/temporary-folder';
import { folderStore } from './folder-store';
import { UnreadableFileError, UnwritableFileError } from './store';

/** How many more calls of `readdirSync` meet a folder that was just removed. */
let disappearing = 0;
replaceFs(
  'readdirSync',
  (original) =>
    ((...given: Parameters<typeof original>) => {
      if (disappearing-- > 0) throw Object.assign(new Error('ENOENT: scandir'), { code: 'ENOENT' });
      return original(...given);
    }) as typeof original,
);

describe('a folder store', () => {
  it('lists all the others where a folder is removed meanwhile', async () => {
    const store = folderStore(temporaryFolder());
    await store.writeWhole('a/x', '');
    disappearing = 2;
    expect(await store.list()).toEqual(['a/x']);
    disappearing = 2;
    expect(await store.list('b')).toEqual([]);
    disappearing = Number.POSITIVE_INFINITY;
    await expect(store.list()).rejects.toThrow(UnreadableFileError);
    disappearing = 0;
  });

  it('keeps a file where pathOf says, with nothing beside it', async () => {
    const root = join(temporaryFolder(), 'not', 'there yet');
    const store = folderStore(root);
    await store.writeWhole('a/x.json', '{}');
    await store.createOnce('a/y.json', '[]');
    expect(store.pathOf('a/x.json')).toBe(join(root, 'a', 'x.json'));
    expect(readFileSync(join(root, 'a/x.json'), 'utf8')).toBe('{}');
    expect(readdirSync(join(root, 'a')).toSorted()).toEqual(['x.json', 'y.json']);
    expect(() => store.pathOf('../x')).toThrow('cannot be the key of a file');
  });

  it('lists keys alike, however its folder is written', async () => {
    const root = temporaryFolder();
    await folderStore(root).writeWhole('a/x', '');
    for (const same of [`${root}/`, `${root}/./`, join(root, 'a', '..')])
      expect(await folderStore(same).list('a')).toEqual(['a/x']);
  });

  it('lists no file that a killed process left unfinished, and removes it with its folder', async () => {
    const root = temporaryFolder();
    const store = folderStore(root);
    await store.writeWhole('a/whole', '');
    writeFileSync(join(root, 'a', 'cut.json.0123456789ab.part'), '{"cu');
    expect(await store.list()).toEqual(['a/whole']);
    await store.remove('a');
    expect(readdirSync(root)).toEqual([]);
  });

  it('reads and lists what a link points to', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'x'), 'linked');
    symlinkSync('x', join(root, 'y'));
    expect(await folderStore(root).list()).toEqual(['x', 'y']);
    expect(String(await folderStore(root).read('y'))).toBe('linked');
  });

  it('leaves what was there, and nothing unfinished, where it cannot write', async () => {
    const root = temporaryFolder();
    const store = folderStore(root);
    await store.writeWhole('folder/file', 'kept');
    await expect(store.writeWhole('folder', 'x')).rejects.toThrow(UnwritableFileError);
    await expect(store.writeWhole('folder/file/x', 'x')).rejects.toThrow(
      /folder\/file\/x could not be written: ENOTDIR/,
    );
    await expect(store.createOnce('folder/file/x', 'x')).rejects.toThrow(UnwritableFileError);
    expect(readdirSync(root, { recursive: true }).toSorted()).toEqual(['folder', join('folder', 'file')]);
    expect(String(await store.read('folder/file'))).toBe('kept');
  });

  it.skipIf(!existsSync('/proc/self'))(
    'says where no folder can be made, and does not hang: /proc',
    async () => {
      await expect(folderStore('/proc/nowhere').writeWhole('x/y', '')).rejects.toThrow(UnwritableFileError);
    },
  );

  it.skipIf(process.getuid?.() === 0)(
    'leaves nothing in a folder without the right to write (root has it always)',
    async () => {
      const root = temporaryFolder();
      const store = folderStore(root);
      await store.writeWhole('closed/file', 'kept');
      chmodSync(join(root, 'closed'), 0o500);
      await expect(store.writeWhole('closed/file', 'new')).rejects.toThrow(/EACCES/);
      await expect(store.createOnce('closed/other', 'new')).rejects.toThrow(/EACCES/);
      await expect(store.remove('closed/file')).rejects.toThrow(UnwritableFileError);
      expect(readdirSync(join(root, 'closed'))).toEqual(['file']);
      chmodSync(join(root, 'closed'), 0o000);
      await expect(store.read('closed/file')).rejects.toThrow(UnreadableFileError);
      await expect(store.list()).rejects.toThrow(UnreadableFileError);
      chmodSync(join(root, 'closed'), 0o700);
    },
  );
});
