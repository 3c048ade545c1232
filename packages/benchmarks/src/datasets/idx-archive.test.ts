import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idxBytes } from '../../test/idx-bytes';
import { temporaryFolder } from '../../test/temporary-folder';
import { CorruptFileError } from '../errors/corrupt-file-error';
import { type IdxArchive, readArchive } from './idx-archive';
import type { KnownFile } from './verified-file';

const contents = {
  'train-images': idxBytes([3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
  'train-labels': idxBytes([3], [2, 0, 1]),
  'test-images': idxBytes([1, 2, 2], [250, 251, 252, 253]),
  'test-labels': idxBytes([1], [2]),
};

function known(name: keyof typeof contents): KnownFile {
  const content = contents[name];
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

const archive: IdxArchive = {
  name: 'Tiny',
  classCount: 3,
  train: { images: known('train-images'), labels: known('train-labels') },
  test: { images: known('test-images'), labels: known('test-labels') },
};

const compressed = Object.fromEntries(
  Object.entries(contents).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]),
);

describe.each([
  ['plain', contents],
  ['compressed', compressed],
  ['half compressed', { ...compressed, 'train-images': contents['train-images'] }],
])('an archive of %s files', (_, files) => {
  it('is read image by image', async () => {
    const { train, test } = await readArchive(archive, await temporaryFolder(files), '');
    expect(train).toMatchObject({ name: 'Tiny/train', length: 3, shape: [2, 2, 1], classCount: 3 });
    expect([0, 1, 2].map((index) => train.label(index))).toEqual([2, 0, 1]);
    expect(train.pixels(1)).toEqual(Uint8Array.of(5, 6, 7, 8));
    expect([test.label(0), test.pixels(0)]).toEqual([2, Uint8Array.of(250, 251, 252, 253)]);
  });
});

const images = contents['train-images'];
const gz = gzipSync(images);

it.each([
  ['cut off', { ...contents, 'train-images': images.subarray(0, 20) }, /20 bytes, expected 28 bytes/],
  [
    'altered',
    { ...contents, 'train-images': images.with(20, 99) },
    /has sha256 \w{64}, expected sha256 \w{64}/,
  ],
  [
    'cut off inside the compression',
    { ...compressed, 'train-images.gz': gz.subarray(0, 25) },
    /unexpected end/,
  ],
  ['not compressed at all', { ...compressed, 'train-images.gz': images }, /incorrect header check/],
  [
    'short once decompressed',
    { ...compressed, 'train-images.gz': gzipSync(images.subarray(1)) },
    /has 27 bytes/,
  ],
  [
    'a decompression bomb',
    { ...compressed, 'train-images.gz': gzipSync(new Uint8Array(1e8)) },
    /larger than 28 bytes/,
  ],
])('refuses a file that is %s', async (_, files, message) => {
  const folder = await temporaryFolder(files);
  const reading = readArchive(archive, folder, 'Ask again.');
  await expect(reading).rejects.toThrow(CorruptFileError);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toThrow(/Ask again\.$/);
});
