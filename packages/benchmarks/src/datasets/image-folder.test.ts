import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { expect, it } from 'vitest';
import golden from '../../test/fixtures/images.json';
import { temporaryFolder } from '../../test/temporary-folder';
import { loadImageFolder } from './image-folder';

function flat(value: number): Uint8Array {
  return encode({ width: 6, height: 4, channels: 3, data: new Uint8Array(72).fill(value) });
}

const jpeg = golden.files.find(({ name }) => name === 'baseline.jpg');

it('makes a class of each folder, in the order of names, and finds images below', async () => {
  const folder = await temporaryFolder({
    'b/2.png': flat(20),
    'b/deep/1.PNG': flat(30),
    'a/1.jpeg': new Uint8Array(Buffer.from(jpeg?.base64 ?? '', 'base64')),
    'a/notes.txt': new Uint8Array(1),
    'stray.png': flat(1),
  });
  const dataset = await loadImageFolder({ folder, size: 4, name: 'mine' });
  expect(dataset).toMatchObject({ name: 'mine', length: 3, shape: [4, 4, 3], classCount: 2 });
  expect([0, 1, 2].map((index) => dataset.label(index))).toEqual([0, 1, 1]);
  expect(dataset.folders).toEqual(['a', 'b']);
  expect(dataset.others).toEqual([join(folder, 'stray.png'), join(folder, 'a', 'notes.txt')]);
  expect(dataset.pixels(0)).toHaveLength(48);
  expect([1, 2].map((index) => [...dataset.pixels(index)])).toEqual([Array(48).fill(20), Array(48).fill(30)]);
  expect(() => dataset.pixels(3)).toThrow(RangeError);
});

it('reads an image from disk when it is needed, and names the one that is broken', async () => {
  const folder = await temporaryFolder({ 'a/1.png': flat(9), 'a/2.png': flat(9).subarray(0, 60) });
  const dataset = await loadImageFolder({ folder, size: 2 });
  expect([...dataset.pixels(0)]).toEqual(Array(12).fill(9));
  expect(() => dataset.pixels(1)).toThrow(expect.objectContaining({ path: join(folder, 'a', '2.png') }));
  await rm(join(folder, 'a', '1.png'));
  expect(() => dataset.pixels(0)).toThrow(
    expect.objectContaining({ name: 'CorruptFileError', path: join(folder, 'a', '1.png') }),
  );
});

it.each([
  [
    'is missing',
    'none',
    false,
    'does not exist. Expected one folder per class with .jpg, .jpeg or .png files. Correct',
  ],
  ['is a file', 'unsorted/1.png', true, 'is no folder. Expected .jpg, .jpeg or .png files. Give'],
  ['is empty', 'empty', false, 'holds no images. Expected one folder per class with .jpg'],
  [
    'holds other files only',
    'empty/a',
    true,
    'holds no images. Expected .jpg, .jpeg or .png files. Put them there',
  ],
  [
    'has no folders of classes',
    'unsorted',
    false,
    'holds images, but not in folders of classes. Expected one folder',
  ],
])('says what is wrong with a folder that %s', async (_, path, unlabelled, text) => {
  const root = await temporaryFolder({ 'unsorted/1.png': flat(1), 'empty/a/x.txt': flat(1) });
  const folder = join(root, path);
  const loading = loadImageFolder({ folder, size: 2, unlabelled });
  await expect(loading).rejects.toMatchObject({ name: 'DatasetNotFoundError', folders: [folder] });
  await expect(loading).rejects.toThrow(`${folder} ${text}`);
});

it('refuses a size that is none', async () => {
  await expect(loadImageFolder({ folder: await temporaryFolder(), size: 0 })).rejects.toThrow(RangeError);
});

it('uses every image below the folder where they are unlabelled', async () => {
  const folder = await temporaryFolder({ 'stray.png': flat(1), 'b/deep/2.png': flat(2), 'a/1.png': flat(3) });
  const dataset = await loadImageFolder({ folder, size: 2, unlabelled: true });
  expect(dataset).toMatchObject({ length: 3, classCount: 1 });
  const seen = [0, 1, 2].map((index) => [dataset.label(index), dataset.pixels(index)[0]]);
  expect(seen.toSorted()).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
  ]);
});
