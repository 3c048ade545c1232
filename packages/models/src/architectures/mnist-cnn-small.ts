import { layers } from '@tensorflow/tfjs-layers';
import { SeededDropout } from '../layers/seeded-dropout';
import { TorchConv2d } from '../layers/torch-conv2d';
import { type Architecture, chain } from './architecture';
import { flattenedSide, flattenLikeTorch } from './flatten-like-torch';

const { dense, maxPooling2d, reLU } = layers;
const stage = (name: string, filters: number, ...dropout: layers.Layer[]) => [
  new TorchConv2d({ name, filters, kernelSize: 5 }),
  ...dropout,
  maxPooling2d({ name: `${name}.pool`, poolSize: 2 }),
  reLU({ name: `${name}.relu` }),
];

/**
 * The network of PyTorch's MNIST example until 2018, which many tutorials still have, without its log-softmax: 21 840 parameters for 28×28×1 and 10
 * classes. Between the convolutions values are dropped, where PyTorch drops whole channels.
 */
export const mnistCnnSmall: Architecture = {
  name: 'mnist_cnn_small',
  summary: "the network of PyTorch's older MNIST example: two convolutions of 5×5, ReLU, dropout",
  inputShape: [28, 28, 1],
  side: { least: 16, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 15,
  sideOf(shapeOf) {
    const side = flattenedSide(shapeOf('fc1.weight'), 20);
    // Twice 5×5 filters without padding, then half of the side.
    return side && 2 * (2 * side + 4) + 4;
  },
  classifier: { module: 'fc2' },
  features: (images) =>
    chain(
      flattenLikeTorch(
        chain(
          images,
          ...stage('conv1', 10),
          ...stage('conv2', 20, new SeededDropout({ name: 'conv2_drop', rate: 0.5 })),
        ),
      ),
      dense({ name: 'fc1', units: 50, kernelInitializer: 'zeros' }),
      reLU({ name: 'fc1.relu' }),
      new SeededDropout({ name: 'dropout', rate: 0.5 }),
    ),
};
