import { layers } from '@tensorflow/tfjs-layers';
import { SeededDropout } from '../layers/seeded-dropout';
import { type Architecture, chain } from './architecture';

const { dense, flatten, permute, reLU } = layers;

/** Avalanche's SimpleMLP: one hidden layer (256 unless set), ReLU, dropout ½. */
export const simpleMlp: Architecture = {
  name: 'simple_mlp',
  summary: 'one hidden layer, ReLU, dropout',
  inputShape: [28, 28, 1],
  side: { least: 1, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 1,
  hiddenSize: 256,
  classifier: { module: 'classifier' },
  features: (images, { hiddenSize }) =>
    chain(
      images,
      // PyTorch flattens channels first; with one channel the order is the same.
      ...(images.shape[3] === 1 ? [] : [permute({ name: 'channels_first', dims: [3, 1, 2] })]),
      flatten({ name: 'flatten' }),
      dense({ name: 'features.0', units: hiddenSize, kernelInitializer: 'zeros' }),
      reLU({ name: 'features.1' }),
      new SeededDropout({ name: 'features.2', rate: 0.5 }),
    ),
};
