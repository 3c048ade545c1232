import { type Architecture, chain } from '@exmodel/models';
import { layers } from '@tensorflow/tfjs-layers';

/** An architecture: two dense layers. Its layers are named as PyTorch’s modules would be, so that state dicts fit. */
export const twoLayers: Architecture = {
  name: 'two_layers',
  summary: 'two dense layers, ReLU',
  inputShape: [32, 32, 1],
  side: { least: 1, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 1,
  classifier: { module: 'classifier' },
  features: (images) =>
    chain(
      images,
      layers.flatten({ name: 'flatten' }),
      layers.dense({ name: 'features.0', units: 64, kernelInitializer: 'zeros' }),
      layers.reLU({ name: 'features.1' }),
      layers.dense({ name: 'features.2', units: 32, kernelInitializer: 'zeros' }),
      layers.reLU({ name: 'features.3' }),
    ),
};
