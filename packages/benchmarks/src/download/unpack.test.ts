import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tarBytes } from '../../test/tar-bytes';
import { temporaryFolder } from '../../test/temporary-folder';
import { zipBytes } from '../../test/zip-bytes';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { unpack } from './unpack';

const text = (value: string) => new TextEncoder().encode(value);

const kinds: [string, (files: Record<string, Uint8Array>) => Uint8Array][] = [
  ['archive.tar.gz', (files) => gzipSync(tarBytes(files))],
  ['archive.zip', zipBytes],
  ['archive.whl', zipBytes],
];

describe.each(kinds)('%s', (name, pack) => {
  const put = async (bytes: Uint8Array, others: Record<string, Uint8Array> = {}) => {
    const folder = await temporaryFolder({ [`deep/${name}`]: bytes, ...others });
    const options = { archive: join(folder, 'deep', name), folder: join(folder, 'deep') };
    return { folder, options };
  };

  it('is unpacked: the wanted folders, in place of older ones, and nothing else', async () => {
    const files = {
      'a/one.txt': text('1'),
      'a/b/two.txt': text('22'),
      'c/three.txt': text(''),
      'd/x': text('x'),
    };
    const { options } = await put(pack(files), { 'deep/a/old.txt': text('old') });
    await unpack({ ...options, creates: ['a', 'c'] });
    expect((await readdir(options.folder, { recursive: true })).toSorted()).toEqual(
      [name, 'a', 'a/b', 'a/b/two.txt', 'a/one.txt', 'c', 'c/three.txt'].toSorted(),
    );
    expect(await readFile(join(options.folder, 'a/b/two.txt'), 'utf8')).toBe('22');
  });

  it.each([
    ['is cut short', pack({ 'a/one.txt': new Uint8Array(2000) }).subarray(0, 40), /archive of a/],
    ['is something else', text('<html>Not found</html>'), /archive of a/],
    ['lacks what is wanted', pack({ 'b/one.txt': text('1') }), /no a in it/],
    ['leads out of the folder', pack({ 'a/one.txt': text('1'), '../../evil.txt': text('evil') }), /\.\./],
  ])('that %s is refused, and nothing is left', async (_, bytes, message) => {
    const { folder, options } = await put(bytes);
    const unpacking = unpack({ ...options, creates: ['a'] });
    await expect(unpacking).rejects.toThrow(CorruptFileError);
    await expect(unpacking).rejects.toThrow(message);
    await expect(unpacking).rejects.toMatchObject({ path: options.archive });
    expect(await readdir(folder, { recursive: true })).toEqual(['deep', `deep/${name}`]);
  });

  it('leaves nothing when it is interrupted', async () => {
    const { options } = await put(pack({ 'a/one.txt': text('1') }));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(unpack({ ...options, creates: ['a'], signal })).rejects.toThrow('enough');
    expect(await readdir(options.folder)).toEqual([name]);
  });
});

it('leaves links in a tar archive out', async () => {
  const bytes = gzipSync(tarBytes({ 'a/one.txt': text('1'), 'a/link': '/etc/passwd' }));
  const folder = await temporaryFolder({ 'x.tar.gz': bytes });
  await unpack({ archive: join(folder, 'x.tar.gz'), folder, creates: ['a'] });
  expect(await readdir(join(folder, 'a'))).toEqual(['one.txt']);
});
