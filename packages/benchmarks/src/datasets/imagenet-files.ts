import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import type { ImageDataset } from '../images/image-dataset';
import { readImageFolder } from './image-folder-files';

/**
 * Where the class folders are: `dataroot/imagenet/train`.
 *
 * @throws DatasetNotFoundError if there are none.
 */
export async function findImageNet(dataroot: string | undefined): Promise<string> {
  const folders = dataroot === undefined ? [] : [join(dataroot, 'imagenet', 'train')];
  for (const folder of folders) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.some((entry) => entry.isDirectory())) return folder;
  }
  throw new DatasetNotFoundError({
    dataset: 'ImageNet',
    files: ['one folder per class (n01440764, …) with .JPEG files'],
    folders,
    remedy:
      'Ask for ILSVRC2012_img_train.tar at https://image-net.org/download-images (its licence is personal) and unpack ' +
      'it, and the archives in it, into <dataroot>/imagenet/train.',
  });
}

/** The training images of ImageNet. */
export async function readImageNet(size: number, dataroot: string | undefined): Promise<ImageDataset> {
  return readImageFolder({ folder: await findImageNet(dataroot), size, name: 'ImageNet' });
}
