import {
  type Benchmark,
  type ImageDataset,
  loadFashionMnist,
  loadImageNet,
  loadMnist,
  readImages,
  scenarioInfo,
} from '@exmodel/benchmarks';
import { auxiliaryImages } from '@exmodel/distill';
import type { SharedConfig } from '../config/strategy-config';
import { distillation } from './factories/distillation';

export const auxDataEd = distillation({
  name: 'aux_data_ed',
  summary:
    'on unlabelled images of something else: FashionMNIST for digits, MNIST for clothes, ImageNet for the others',
  // The reference's mt_cifar10_aux.yaml and debug.yaml have them; it keeps no images.
  ignoredKeys: ['buffer_size', 'buffer_iter'],
  auxiliaryData,
  async refuse(config, benchmark) {
    await auxiliaryImagesOf(config, benchmark);
    return undefined;
  },
  async source({ config, benchmark }) {
    const images = await auxiliaryImagesOf(config, benchmark);
    return auxiliaryImages({
      shape: images.shape,
      count: images.length,
      read: (indices) => readImages(images, indices, benchmark.normalization),
    });
  },
});

function auxiliaryData(scenario: string) {
  return scenarioInfo(scenario).auxiliaryDataset;
}

/** @throws DatasetNotFoundError where dataroot does not hold it */
async function auxiliaryImagesOf(
  { dataroot, synthetic }: SharedConfig,
  { scenario, shape: [size] }: Benchmark,
): Promise<ImageDataset> {
  const dataset = auxiliaryData(scenario);
  if (dataset === 'imagenet') return loadImageNet({ dataroot, synthetic, size });
  const load = dataset === 'mnist' ? loadMnist : loadFashionMnist;
  return (await load({ dataroot, synthetic, imageSize: size })).train;
}
