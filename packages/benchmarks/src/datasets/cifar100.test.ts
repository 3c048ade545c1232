import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { loadCifar100 } from './cifar100';

it('reports which files it looked for, where, and how to get them', async () => {
  const dataroot = await temporaryFolder();
  await expect(loadCifar100({ dataroot })).rejects.toMatchObject({
    name: 'DatasetNotFoundError',
    dataset: 'CIFAR100',
    files: ['train.bin', 'test.bin'],
    folders: [join(dataroot, 'cifar-100-binary')],
    message: expect.stringContaining('exmodel download cifar100'),
  });
  await expect(loadCifar100()).rejects.toThrow(/no dataroot was given/);
});

it('does not accept other files as CIFAR-100', async () => {
  const dataroot = await temporaryFolder({
    'cifar-100-binary/train.bin': new Uint8Array(3074),
    'cifar-100-binary/test.bin': new Uint8Array(3074),
  });
  await expect(loadCifar100({ dataroot })).rejects.toMatchObject({
    name: 'CorruptFileError',
    path: join(dataroot, 'cifar-100-binary', 'train.bin'),
    expected: '153700000 bytes',
    actual: '3074 bytes',
  });
});

it('has a synthetic twin of the same shape', async () => {
  const { train, test } = await loadCifar100({ synthetic: { trainPerClass: 2, testPerClass: 1 } });
  expect([train.length, test.length, train.classCount]).toEqual([200, 100, 100]);
  expect([train.shape, train.pixels(199).length]).toEqual([[32, 32, 3], 3072]);
});
