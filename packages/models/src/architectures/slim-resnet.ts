import { layers } from '@tensorflow/tfjs-layers';
import { TorchBatchNormalization } from '../layers/batch-norm/torch-batch-normalization';
import { type Architecture, chain } from './architecture';
import { convolution, residualStages } from './residual-stages';

const { averagePooling2d, flatten, reLU } = layers;

const width = 20;
const stages = residualStages({ width, blocks: [2, 2, 2, 2], shortcut: 'shortcut' });

/**
 * The slim ResNet-18 of "Gradient Episodic Memory" (Lopez-Paz and Ranzato 2017, nf = 20): a 3×3 convolution, four
 * stages of two basic blocks, 4×4 average pool, linear. 1 094 750 trained parameters for 3 channels and 10 classes.
 */
export const slimResnet: Architecture = {
  name: 'resnet',
  aliases: ['slim_resnet18'],
  summary: 'slim ResNet-18 of "Gradient Episodic Memory", 20 filters',
  inputShape: [32, 32, 3],
  side: { least: 25, most: 56 },
  valuesPerPixel: 620,
  modules: ['conv1', 'bn1', ...stages.modules],
  classifier: { module: 'linear' },
  features(images) {
    const stem = chain(
      images,
      convolution('conv1', width, 3),
      new TorchBatchNormalization({ name: 'bn1' }),
      reLU({ name: 'relu' }),
    );
    return chain(
      stages.apply(stem),
      averagePooling2d({ name: 'avg_pool', poolSize: 4 }),
      flatten({ name: 'flatten' }),
    );
  },
};

/** The same with one head per task, confined to the classes of its task: the logits of all others are −1000. */
export const maskedResnet: Architecture = {
  ...slimResnet,
  name: 'masked_resnet',
  aliases: [],
  summary: 'resnet with one head per task, confined to the classes of its task',
  expert: slimResnet.name,
  masked: true,
};
