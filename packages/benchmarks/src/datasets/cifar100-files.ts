import { join } from 'node:path';
import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import type { TrainTest } from '../images/image-dataset';
import { type CifarArchive, readCifarArchive } from './cifar-archive';
import { findFolder } from './find-folder';
import type { FoundFiles } from './verified-file';

/** The files that Krizhevsky published as `cifar-100-binary.tar.gz`; classes are the fine ones. */
const CIFAR100: CifarArchive = {
  name: 'CIFAR100',
  classCount: 100,
  labelBytes: 2,
  train: [
    {
      name: 'train.bin',
      bytes: 153_700_000,
      sha256: 'f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29',
    },
  ],
  test: [
    {
      name: 'test.bin',
      bytes: 30_740_000,
      sha256: 'd8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a',
    },
  ],
};

/**
 * The files, and where they are: `dataroot/cifar-100-binary`.
 *
 * @throws DatasetNotFoundError if it does not have them.
 */
export async function findCifar100(dataroot: string | undefined): Promise<FoundFiles> {
  const files = [...CIFAR100.train, ...CIFAR100.test];
  const folders = dataroot === undefined ? [] : [join(dataroot, 'cifar-100-binary')];
  const folder = await findFolder(files, folders);
  if (folder !== undefined) {
    return { folder, files, remedy: 'Delete the folder and run `exmodel download cifar100`.' };
  }
  throw new DatasetNotFoundError({
    dataset: CIFAR100.name,
    files: files.map(({ name }) => name),
    folders,
    download: 'cifar100',
  });
}

/**
 * The 60 000 images of CIFAR-100.
 *
 * @throws CorruptFileError if a file is not the official one.
 * @throws DatasetNotFoundError if the folder does not have the files.
 */
export async function readCifar100(dataroot: string | undefined): Promise<TrainTest> {
  const { folder, remedy } = await findCifar100(dataroot);
  return readCifarArchive(CIFAR100, folder, remedy);
}
