import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { folderStore } from '../../storage/folder-store';
import { SamplesFileError, writeSamples } from '../../storage/samples-file';
import { readSavedImages } from './read-saved-images';

/** PyTorch's and NumPy's own files: see test/fixtures/buffers.py. */
const fixtures = fileURLToPath(new URL('../../../test/fixtures/buffers', import.meta.url));
const fixture = (name: string) => readFileSync(join(fixtures, name));

function folderOf(files: Readonly<Record<string, Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  return folder;
}

/** Pixel of image n, row h, column w, channel c: n + h/10 + w/100 + c/1000. */
const expected = {
  shape: [2, 3, 2],
  count: 4,
  pixels: Float32Array.from({ length: 48 }, (_, i) => {
    const [image, row, column, channel] = [
      Math.floor(i / 12),
      Math.floor(i / 6) % 2,
      Math.floor(i / 2) % 3,
      i % 2,
    ];
    return image + row / 10 + column / 100 + channel / 1000;
  }),
  labels: Int32Array.of(3, 1, 4, 1),
};

describe('what the reference wrote', () => {
  it('is read, its channels put last', () => {
    const batch = readSavedImages(fixtures, 0, [2, 3, 2]);
    expect(batch).toEqual(expected);
  });

  it('may have soft labels', () => {
    const folder = folderOf({
      'buffer_x_e2.pt': fixture('buffer_x_e0.pt'),
      'buffer_y_e2.pt': fixture('soft.pt'),
    });
    const batch = readSavedImages(folder, 2, [2, 3, 2]);
    expect(batch.labels).toEqual(Int32Array.of(1, 0, 1, 1));
    expect(batch.softLabels).toEqual(Float32Array.of(0.25, 0.75, 1, 0, 0, 1, 0.125, 0.875));
  });
});

it.each(['first', 'last'])('NumPy archives are read, with channels %s', (place) => {
  const folder = folderOf({ 'buffer_e0.npz': fixture(`channels-${place}.npz`) });
  expect(readSavedImages(folder, 0, [2, 3, 2])).toEqual(expected);
});

it('our own files are read', async () => {
  const folder = temporaryFolder();
  const samples = { ...expected, shape: [2, 3, 2] as const };
  await writeSamples(folderStore(folder), 'samples', 0, samples);
  expect(readSavedImages(join(folder, 'samples'), 0, [2, 3, 2])).toEqual(samples);
});

it.each<[string, Readonly<Record<string, Uint8Array>>, RegExp]>([
  ['no file', {}, /buffer_e0\.safetensors: there is no such file/],
  ['images without labels', { 'buffer_x_e0.pt': fixture('buffer_x_e0.pt') }, /buffer_y_e0\.pt: ENOENT/],
  [
    'too few labels',
    { 'buffer_x_e0.pt': fixture('buffer_x_e0.pt'), 'buffer_y_e0.pt': fixture('few.pt') },
    /labels \[2\]/,
  ],
  ['a damaged file', { 'buffer_e0.npz': fixture('channels-last.npz').subarray(0, 300) }, /Zip|NumPy/],
  [
    'something else',
    { 'buffer_x_e0.pt': Buffer.from('x'), 'buffer_y_e0.pt': Buffer.from('y') },
    /PyTorch file: 1 bytes/,
  ],
])('%s is refused with what is needed', (_, files, message) => {
  const read = () => readSavedImages(folderOf(files), 0, [2, 3, 2]);
  expect(read).toThrow(SamplesFileError);
  expect(read).toThrow(message);
});

it('images of another shape are refused', () => {
  expect(() => readSavedImages(fixtures, 0, [3, 2, 2])).toThrow(
    /images \[4, 2, 2, 3\] and labels \[4\]; images \[count, 3, 2, 2\] or \[count, 2, 3, 2\]/,
  );
});
