import type { TrainTest } from '../images/image-dataset';
import type { DatasetOptions } from './dataset-options';
import { square } from './square';
import { createSyntheticDataset } from './synthetic';

/**
 * FashionMNIST (Xiao, Rasul, Vollgraf 2017): 60 000 training and 10 000 test images of clothes in ten classes, one
 * channel. The official files, plain or `.gz`, are read from `dataroot/FashionMNIST/raw`, `dataroot/fashion-mnist`
 * or `dataroot` itself, whole: 55 MB, and up to 72 MB more at `imageSize` 32, with its square.
 *
 * @throws CorruptFileError if a file is not the official one.
 * @throws DatasetNotFoundError if no folder has the files; the message names the source to get them from.
 */
export async function loadFashionMnist(options: DatasetOptions = {}): Promise<TrainTest> {
  return square(await load(options), options.imageSize ?? 28, options.imageFit);
}

async function load({ dataroot, synthetic = false }: DatasetOptions): Promise<TrainTest> {
  if (synthetic === false) {
    const { readFashionMnist } = await import('./fashion-mnist-files');
    return readFashionMnist(dataroot);
  }
  return createSyntheticDataset({
    ...(synthetic === true ? {} : synthetic),
    name: 'synthetic FashionMNIST',
    shape: [28, 28, 1],
    classCount: 10,
    seed: 2017,
  });
}
