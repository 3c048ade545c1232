import { layers } from '@tensorflow/tfjs-layers';
import { TorchConv2d } from '../layers/torch-conv2d';
import { type Architecture, chain } from './architecture';

const { averagePooling2d, dense, flatten } = layers;
const tanh = (name: string) => layers.activation({ name, activation: 'tanh' });

/**
 * LeNet-5 (LeCun et al. 1998) with tanh throughout: 61 706 parameters for 32×32×1 and 10 classes.
 * Module names as in the experts published with "Ex-Model: Continual Learning from a Stream of Trained Models".
 */
export const lenet: Architecture = {
  name: 'lenet',
  summary: 'LeNet-5 with tanh',
  inputShape: [32, 32, 1],
  side: { least: 32, most: 35 },
  valuesPerPixel: 15,
  classifier: { module: 'classifier', index: 0 },
  features: (images) =>
    chain(
      images,
      new TorchConv2d({ name: 'feature_extractor.0', filters: 6, kernelSize: 5 }),
      tanh('feature_extractor.1'),
      averagePooling2d({ name: 'feature_extractor.2', poolSize: 2 }),
      new TorchConv2d({ name: 'feature_extractor.3', filters: 16, kernelSize: 5 }),
      tanh('feature_extractor.4'),
      averagePooling2d({ name: 'feature_extractor.5', poolSize: 2 }),
      new TorchConv2d({ name: 'feature_extractor.6', filters: 120, kernelSize: 5 }),
      tanh('feature_extractor.7'),
      flatten({ name: 'flatten' }),
      dense({ name: 'ff.0', units: 84, kernelInitializer: 'zeros' }),
      tanh('ff.1'),
    ),
};
