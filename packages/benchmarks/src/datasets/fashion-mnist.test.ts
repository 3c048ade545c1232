import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { idxBytes } from '../../test/idx-bytes';
import { temporaryFolder } from '../../test/temporary-folder';
import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import { loadFashionMnist } from './fashion-mnist';
import { loadMnist } from './mnist';

it('reports which files it looked for, where, and where to get them', async () => {
  const dataroot = await temporaryFolder();
  const loading = loadFashionMnist({ dataroot });
  await expect(loading).rejects.toThrow(DatasetNotFoundError);
  await expect(loading).rejects.toMatchObject({
    dataset: 'FashionMNIST',
    files: [
      'train-images-idx3-ubyte',
      'train-labels-idx1-ubyte',
      't10k-images-idx3-ubyte',
      't10k-labels-idx1-ubyte',
    ],
    folders: [join(dataroot, 'FashionMNIST', 'raw'), join(dataroot, 'fashion-mnist'), dataroot],
  });
  await expect(loading).rejects.toThrow(/exmodel download fashion_mnist.*dataset-fashion-mnist/);
});

it('asks for a dataroot where none was given', async () => {
  await expect(loadFashionMnist()).rejects.toThrow(/no dataroot was given/);
});

it.each([join('FashionMNIST', 'raw'), 'fashion-mnist', '.'])(
  'finds files in %s, and refuses IDX files that are not the official ones',
  async (folder) => {
    const images = gzipSync(idxBytes([1, 28, 28], new Uint8Array(784)));
    const labels = gzipSync(idxBytes([1], [0]));
    const dataroot = await temporaryFolder({
      [join(folder, 'train-images-idx3-ubyte.gz')]: images,
      [join(folder, 'train-labels-idx1-ubyte.gz')]: labels,
      [join(folder, 't10k-images-idx3-ubyte.gz')]: images,
      [join(folder, 't10k-labels-idx1-ubyte.gz')]: labels,
    });
    await expect(loadFashionMnist({ dataroot })).rejects.toMatchObject({
      name: 'CorruptFileError',
      path: expect.stringContaining(join(dataroot, folder)),
    });
  },
);

it('has a synthetic twin of its own', async () => {
  const [fashion, digits] = await Promise.all([
    loadFashionMnist({ synthetic: true }),
    loadMnist({ synthetic: true }),
  ]);
  expect(fashion.train).toMatchObject({ length: 600, shape: [28, 28, 1], classCount: 10 });
  expect(fashion.test.length).toBe(200);
  expect(fashion.train.pixels(0)).not.toEqual(digits.train.pixels(0));
});
