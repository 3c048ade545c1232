import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { TorchBatchNormalization } from '../layers/torch-batch-normalization';
import { TorchConv2d } from '../layers/torch-conv2d';
import { type Architecture, chain } from './architecture';

const { add, averagePooling2d, dense, flatten, reLU } = layers;

interface Block {
  readonly name: string;
  readonly filters: number;
  readonly stride: number;
  /** Whether the shortcut is a 1×1 convolution, because the shape changes. */
  readonly projects: boolean;
}

const width = 20;

const blocks: readonly Block[] = [1, 2, 3, 4].flatMap((stage) => {
  const filters = width * 2 ** (stage - 1);
  const changes = stage > 1;
  return [
    { name: `layer${stage}.0`, filters, stride: changes ? 2 : 1, projects: changes },
    { name: `layer${stage}.1`, filters, stride: 1, projects: false },
  ];
});

/**
 * The slim ResNet-18 of "Gradient Episodic Memory" (Lopez-Paz and Ranzato 2017, nf = 20): a 3×3 convolution, four
 * stages of two basic blocks, 4×4 average pool, linear. 1 094 750 trained parameters for 3 channels and 10 classes.
 */
export const slimResnet: Architecture = {
  name: 'resnet',
  side: { least: 25, most: 56 },
  // Graph order would put a projection beside the block's second convolution; PyTorch builds it last.
  modules: [
    'conv1',
    'bn1',
    ...blocks.flatMap(({ name, projects }) => [
      `${name}.conv1`,
      `${name}.bn1`,
      `${name}.conv2`,
      `${name}.bn2`,
      ...(projects ? [`${name}.shortcut.0`, `${name}.shortcut.1`] : []),
    ]),
    'linear',
  ],
  build(images, { classes }) {
    const stem = chain(images, convolution('conv1', width, 3), normalization('bn1'), reLU({ name: 'relu' }));
    return chain(
      blocks.reduce(basicBlock, stem),
      averagePooling2d({ name: 'avg_pool', poolSize: 4 }),
      flatten({ name: 'flatten' }),
      dense({ name: 'linear', units: classes, kernelInitializer: 'zeros' }),
    );
  },
};

function basicBlock(x: SymbolicTensor, { name, filters, stride, projects }: Block): SymbolicTensor {
  const residual = chain(
    x,
    convolution(`${name}.conv1`, filters, 3, stride),
    normalization(`${name}.bn1`),
    reLU({ name: `${name}.relu1` }),
    convolution(`${name}.conv2`, filters, 3),
    normalization(`${name}.bn2`),
  );
  const shortcut = projects
    ? chain(x, convolution(`${name}.shortcut.0`, filters, 1, stride), normalization(`${name}.shortcut.1`))
    : x;
  const sum = add({ name: `${name}.add` }).apply([residual, shortcut]) as SymbolicTensor;
  return chain(sum, reLU({ name: `${name}.relu2` }));
}

function convolution(name: string, filters: number, kernelSize: number, stride = 1): TorchConv2d {
  return new TorchConv2d({ name, filters, kernelSize, stride, padding: (kernelSize - 1) / 2, bias: false });
}

function normalization(name: string): TorchBatchNormalization {
  return new TorchBatchNormalization({ name });
}
