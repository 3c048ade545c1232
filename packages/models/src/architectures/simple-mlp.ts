import { layers } from '@tensorflow/tfjs-layers';
import { SeededDropout } from '../layers/seeded-dropout';
import { type Architecture, chain } from './architecture';
import { flattenLikeTorch } from './flatten-like-torch';

const { dense, reLU } = layers;

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
      flattenLikeTorch(images),
      dense({ name: 'features.0', units: hiddenSize, kernelInitializer: 'zeros' }),
      reLU({ name: 'features.1' }),
      new SeededDropout({ name: 'features.2', rate: 0.5 }),
    ),
};
