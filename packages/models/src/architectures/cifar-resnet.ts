import { layers } from '@tensorflow/tfjs-layers';
import { TorchBatchNormalization } from '../layers/batch-norm/torch-batch-normalization';
import { type Architecture, chain } from './architecture';
import { convolution, residualStages } from './residual-stages';

const { globalAveragePooling2d, reLU } = layers;

const width = 16;
const depths = [20, 32, 44, 56];

/**
 * The ResNets of He et al. 2015 for CIFAR: three stages of 16, 32 and 64 filters, with shortcuts without weights (option A). Module names and initial
 * weights as in akamaster's pytorch_resnet_cifar10: 269 722 trained parameters of 20 layers for 10 classes, 853 018 of 56.
 */
const withoutProjections = depths.map((depth) => ({
  ...family(depth, undefined),
  name: `resnet${depth}`,
  summary: `ResNet-${depth} of He et al. 2015 for CIFAR, shortcuts without weights`,
  kaiming: { fan: 'in', classifier: true },
  classifier: { module: 'linear' },
})) satisfies Architecture[];

/** The same with projections (option B), as in chenyaofo's pytorch-cifar-models: 272 474 trained parameters of 20 layers, 855 770 of 56. */
const withProjections = depths.map((depth) => ({
  ...family(depth, 'downsample'),
  name: `cifar_resnet${depth}`,
  summary: `ResNet-${depth} for CIFAR, shortcuts by projection`,
  kaiming: { fan: 'out' },
  classifier: { module: 'fc' },
})) satisfies Architecture[];

export const cifarResnets: readonly Architecture[] = [...withoutProjections, ...withProjections];

function family(depth: number, shortcut: string | undefined) {
  const count = (depth - 2) / 6;
  const stages = residualStages({ width, blocks: [count, count, count], shortcut });
  return {
    inputShape: [32, 32, 3],
    side: { least: 4, most: Number.POSITIVE_INFINITY },
    // Seven layers a block; the second stage gives half of the values of the first, the third a quarter.
    valuesPerPixel: 7 * count * (16 + 8 + 4),
    modules: ['conv1', 'bn1', ...stages.modules],
    features: (images) =>
      chain(
        stages.apply(
          chain(
            images,
            convolution('conv1', width, 3),
            new TorchBatchNormalization({ name: 'bn1' }),
            reLU({ name: 'relu' }),
          ),
        ),
        globalAveragePooling2d({ name: 'avgpool' }),
      ),
  } satisfies Partial<Architecture>;
}
