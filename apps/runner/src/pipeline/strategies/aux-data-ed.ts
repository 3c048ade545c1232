import { type Benchmark, loadFashionMnist, readImages } from '@exmodel/benchmarks';
import { auxiliaryImages } from '@exmodel/distill';
import type { StrategyConfig } from '../../config/strategy-config';
import { distillation } from './distillation';

export const auxDataEd = distillation({
  name: 'aux_data_ed',
  summary: 'on unlabelled images of something else: FashionMNIST for the MNIST scenarios',
  async refuse(config, benchmark) {
    await auxiliaryImagesOf(config, benchmark);
    return undefined;
  },
  async source({ config, benchmark }) {
    const { train } = await auxiliaryImagesOf(config, benchmark);
    return auxiliaryImages({
      shape: train.shape,
      count: train.length,
      read: (indices) => readImages(train, indices, benchmark.normalization),
    });
  },
});

/** @throws DatasetNotFoundError where dataroot does not hold it */
function auxiliaryImagesOf({ dataroot, synthetic }: StrategyConfig, { shape }: Benchmark) {
  return loadFashionMnist({ dataroot, synthetic, imageSize: shape[0] === 32 ? 32 : 28 });
}
