import { layers } from '@tensorflow/tfjs-layers';
import { TorchBatchNormalization } from '../layers/batch-norm/torch-batch-normalization';
import { TorchMaxPool2d } from '../layers/torch-max-pool2d';
import { type Architecture, chain } from './architecture';
import { convolution, residualStages } from './residual-stages';

const { globalAveragePooling2d, reLU } = layers;

const width = 64;
const stages = residualStages({ width, blocks: [2, 2, 2, 2], shortcut: 'downsample' });

/** torchvision's ResNet-18 (He et al. 2016): 11 181 642 trained parameters for 10 classes. */
export const resnet18: Architecture = {
  name: 'resnet_pretrained',
  aliases: ['resnet18'],
  summary: "torchvision's ResNet-18",
  inputShape: [128, 128, 3],
  side: { least: 32, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 160,
  channels: 3,
  pretrained: {
    url: 'https://download.pytorch.org/models/resnet18-f37072fd.pth',
    fileName: 'resnet18-f37072fd.pth',
    sha256Prefix: 'f37072fd',
  },
  kaiming: { fan: 'out' },
  modules: ['conv1', 'bn1', ...stages.modules],
  classifier: { module: 'fc' },
  features(images) {
    const stem = chain(
      images,
      convolution('conv1', width, 7, 2),
      new TorchBatchNormalization({ name: 'bn1' }),
      reLU({ name: 'relu' }),
      new TorchMaxPool2d({ name: 'maxpool', kernelSize: 3, stride: 2, padding: 1 }),
    );
    return chain(stages.apply(stem), globalAveragePooling2d({ name: 'avgpool' }));
  },
};
