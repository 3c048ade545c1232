import type { TrainTest } from '../images/image-dataset';
import type { DatasetOptions } from './dataset-options';
import { resized } from './resized';
import { createSyntheticDataset } from './synthetic';

/**
 * CIFAR-100 (Krizhevsky 2009): 50 000 training and 10 000 test photographs of 32 × 32 pixels, three channels, in a
 * hundred classes, the "fine" ones. The official binary files are read from `dataroot/cifar-100-binary`, whole: 184 MB.
 *
 * @throws CorruptFileError if a file is not the official one.
 * @throws DatasetNotFoundError if the folder does not have the files.
 */
export async function loadCifar100(options: DatasetOptions = {}): Promise<TrainTest> {
  return resized(await load(options), options);
}

async function load({ dataroot, synthetic = false }: DatasetOptions): Promise<TrainTest> {
  if (synthetic === false) {
    const { readCifar100 } = await import('./cifar100-files');
    return readCifar100(dataroot);
  }
  return createSyntheticDataset({
    trainPerClass: 20,
    testPerClass: 4,
    ...(synthetic === true ? {} : synthetic),
    name: 'synthetic CIFAR100',
    shape: [32, 32, 3],
    classCount: 100,
    seed: 2010,
  });
}
