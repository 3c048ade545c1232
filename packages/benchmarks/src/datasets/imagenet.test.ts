import { join } from 'node:path';
import { encode } from 'fast-png';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { loadImageNet } from './imagenet';

it('reads the class folders of dataroot/imagenet/train', async () => {
  const image = encode({ width: 8, height: 8, channels: 3, data: new Uint8Array(192).fill(5) });
  const dataroot = await temporaryFolder({
    'imagenet/train/n01440764/n01440764_10026.JPEG': image,
    'imagenet/train/n01443537/n01443537_10007.JPEG': image,
  });
  const dataset = await loadImageNet({ dataroot, size: 4 });
  expect(dataset).toMatchObject({ name: 'ImageNet', length: 2, shape: [4, 4, 3], classCount: 2 });
  expect([dataset.label(1), ...dataset.pixels(1)]).toEqual([1, ...Array(48).fill(5)]);
});

it('reports where the images must be put', async () => {
  const dataroot = await temporaryFolder();
  await expect(loadImageNet({ dataroot, size: 4 })).rejects.toMatchObject({
    name: 'DatasetNotFoundError',
    dataset: 'ImageNet',
    folders: [join(dataroot, 'imagenet', 'train')],
    message: expect.stringContaining('https://image-net.org'),
  });
  await expect(loadImageNet({ size: 4 })).rejects.toThrow(/no dataroot was given/);
});

it.each([32, 20])('has a synthetic twin at size %i', async (size) => {
  const twin = await loadImageNet({ size, synthetic: { trainPerClass: 2 } });
  expect(twin).toMatchObject({ length: 40, classCount: 20, shape: [size, size, 3] });
  expect(twin.pixels(3)).toHaveLength(size * size * 3);
});
