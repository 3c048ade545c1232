import { join } from 'node:path';
import { expect, it } from 'vitest';
import golden from '../../test/fixtures/mnist-resize.json';
import { temporaryFolder } from '../../test/temporary-folder';
import { readLabels } from '../read-images';
import { loadMnist } from './mnist';

it('holds the official images', async () => {
  const { train, test } = await loadMnist();
  expect(train).toMatchObject({ name: 'MNIST/train', length: 60_000, shape: [28, 28, 1], classCount: 10 });
  expect(test).toMatchObject({ name: 'MNIST/test', length: 10_000, shape: [28, 28, 1], classCount: 10 });
  expect([...readLabels(test, [0, 1])]).toEqual(golden.labels);
  expect([0, 1].map((index) => [...test.pixels(index)])).toEqual(golden.raw28);
});

it('is resized to 32 × 32 byte for byte as Pillow does', async () => {
  const { train, test } = await loadMnist({ imageSize: 32 });
  expect([train.shape, test.shape]).toEqual([
    [32, 32, 1],
    [32, 32, 1],
  ]);
  expect([0, 1].map((index) => [...test.pixels(index)])).toEqual(golden.resized32);
});

it('prefers the files of the dataroot, and does not accept wrong ones as MNIST', async () => {
  const files = [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ];
  const dataroot = await temporaryFolder(
    Object.fromEntries(files.map((name) => [join('MNIST', 'raw', name), new Uint8Array(3)])),
  );
  await expect(loadMnist({ dataroot })).rejects.toMatchObject({
    name: 'CorruptFileError',
    path: expect.stringContaining(join(dataroot, 'MNIST', 'raw')),
    actual: '3 bytes',
  });
});

it('falls back on the embedded files where the dataroot has none', async () => {
  const { test } = await loadMnist({ dataroot: await temporaryFolder() });
  expect(test.length).toBe(10_000);
});

it('has a synthetic twin of the same shape', async () => {
  const { train, test } = await loadMnist({
    imageSize: 32,
    synthetic: { trainPerClass: 3, testPerClass: 1 },
  });
  expect([train.length, test.length, train.classCount]).toEqual([30, 10, 10]);
  expect(train.shape).toEqual([32, 32, 1]);
  expect(train.pixels(29)).toHaveLength(1024);
});
