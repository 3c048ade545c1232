import { join } from 'node:path';
import { DatasetNotFoundError } from '../errors/dataset-not-found-error';
import type { TrainTest } from '../images/image-dataset';
import { findFolder } from './find-folder';
import { archiveFiles, type IdxArchive, readArchive } from './idx-archive';
import type { FoundFiles } from './verified-file';

/** The files that Zalando Research published. */
const FASHION_MNIST: IdxArchive = {
  name: 'FashionMNIST',
  classCount: 10,
  train: {
    images: {
      name: 'train-images-idx3-ubyte',
      bytes: 47_040_016,
      sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      bytes: 60_008,
      sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    },
  },
  test: {
    images: {
      name: 't10k-images-idx3-ubyte',
      bytes: 7_840_016,
      sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      bytes: 10_008,
      sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
  },
};

/**
 * The files, and where they are: `dataroot/FashionMNIST/raw` (torchvision's layout), `dataroot/fashion-mnist` (Debian's) or
 * `dataroot` itself.
 *
 * @throws DatasetNotFoundError if no folder has them.
 */
export async function findFashionMnist(dataroot: string | undefined): Promise<FoundFiles> {
  const files = archiveFiles(FASHION_MNIST);
  const folders =
    dataroot === undefined
      ? []
      : [join(dataroot, 'FashionMNIST', 'raw'), join(dataroot, 'fashion-mnist'), dataroot];
  const folder = await findFolder(files, folders);
  if (folder !== undefined) {
    return { folder, files, remedy: 'Delete the file and run `exmodel download fashion_mnist`.' };
  }
  throw new DatasetNotFoundError({
    dataset: FASHION_MNIST.name,
    files: files.map(({ name }) => name),
    folders,
    download: 'fashion_mnist',
    remedy: "Or install Debian's package dataset-fashion-mnist, and give the dataroot /usr/share/datasets.",
  });
}

/**
 * The 70 000 images of FashionMNIST.
 *
 * @throws CorruptFileError if a file is not the official one.
 * @throws DatasetNotFoundError if no folder has the files.
 */
export async function readFashionMnist(dataroot: string | undefined): Promise<TrainTest> {
  const { folder, remedy } = await findFashionMnist(dataroot);
  return readArchive(FASHION_MNIST, folder, remedy);
}
