import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { TorchBatchNormalization } from '../layers/batch-norm/torch-batch-normalization';
import { Relu6 } from '../layers/relu6';
import { SeededDropout } from '../layers/seeded-dropout';
import { TorchConv2d } from '../layers/torch-conv2d';
import { TorchDepthwiseConv2d } from '../layers/torch-depthwise-conv2d';
import { type Architecture, chain } from './architecture';
import { blocksOf, type Stage, withSkip } from './inverted-residuals';

/** Table 2 of the paper. */
const stages: readonly Stage[] = [
  { expansion: 1, filters: 16, count: 1, stride: 1 },
  { expansion: 6, filters: 24, count: 2, stride: 2 },
  { expansion: 6, filters: 32, count: 3, stride: 2 },
  { expansion: 6, filters: 64, count: 4, stride: 2 },
  { expansion: 6, filters: 96, count: 3, stride: 1 },
  { expansion: 6, filters: 160, count: 3, stride: 2 },
  { expansion: 6, filters: 320, count: 1, stride: 1 },
];

const blocks = blocksOf(stages).map((block, i) => ({ name: `features.${i + 1}`, ...block }));

const features = 1280;

/**
 * torchvision's MobileNetV2 (Sandler et al. 2018) with the reference's classifier, dropout ⅕ and a linear layer:
 * 2 287 922 trained parameters for 50 classes.
 */
export const mobilenet: Architecture = {
  name: 'mobilenet_pretrained',
  aliases: ['mobilenet_v2'],
  summary: "torchvision's MobileNetV2",
  inputShape: [128, 128, 3],
  side: { least: 32, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 390,
  channels: 3,
  pretrained: {
    url: 'https://download.pytorch.org/models/mobilenet_v2-b0353104.pth',
    fileName: 'mobilenet_v2-b0353104.pth',
    sha256Prefix: 'b0353104',
  },
  kaiming: { fan: 'out', replacedClassifier: { inputs: features, outputs: 1000 } },
  classifier: { module: 'classifier', index: 1 },
  features: (images) => backbone(images, { trainable: true }),
};

/** The same with a frozen backbone, batch normalisations in inference mode included: only the classifier is trained. */
export const frozenMobilenet: Architecture = {
  ...mobilenet,
  name: 'mobilenet_imnet_fixed',
  aliases: [],
  twin: mobilenet.name,
  summary: "torchvision's MobileNetV2 with a frozen backbone",
  features: (images) => backbone(images, { trainable: false }),
};

function backbone(images: SymbolicTensor, frozen: { trainable: boolean }): SymbolicTensor {
  const pointwise = (name: string, filters: number) =>
    new TorchConv2d({ name, filters, kernelSize: 1, bias: false, ...frozen });
  const normalized = (name: string) => new TorchBatchNormalization({ name, ...frozen });
  /** torchvision's Conv2dNormActivation. */
  const activated = (name: string, convolution: (name: string) => layers.Layer) => [
    convolution(`${name}.0`),
    normalized(`${name}.1`),
    new Relu6({ name: `${name}.2` }),
  ];

  const invertedResidual = (x: SymbolicTensor, block: (typeof blocks)[number]) => {
    const { name, expansion, filters, stride } = block;
    const channels = x.shape[3] as number;
    const depthwise = (layer: string) =>
      new TorchDepthwiseConv2d({ name: layer, kernelSize: 3, stride, padding: 1, ...frozen });
    const expanded = (layer: string) => pointwise(layer, expansion * channels);
    const steps =
      expansion === 1
        ? activated(`${name}.conv.0`, depthwise)
        : [...activated(`${name}.conv.0`, expanded), ...activated(`${name}.conv.1`, depthwise)];
    const next = expansion === 1 ? 1 : 2;
    const projected = chain(
      x,
      ...steps,
      pointwise(`${name}.conv.${next}`, filters),
      normalized(`${name}.conv.${next + 1}`),
    );
    return withSkip(x, projected, block);
  };

  const stem = (name: string) =>
    new TorchConv2d({ name, filters: 32, kernelSize: 3, stride: 2, padding: 1, bias: false, ...frozen });
  const body = blocks.reduce(invertedResidual, chain(images, ...activated('features.0', stem)));
  return chain(
    body,
    ...activated(`features.${blocks.length + 1}`, (name) => pointwise(name, features)),
    layers.globalAveragePooling2d({ name: 'avgpool' }),
    new SeededDropout({ name: 'classifier.0', rate: 0.2 }),
  );
}
