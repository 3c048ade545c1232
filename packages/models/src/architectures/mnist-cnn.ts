import { layers } from '@tensorflow/tfjs-layers';
import { SeededDropout } from '../layers/seeded-dropout';
import { TorchConv2d } from '../layers/torch-conv2d';
import { type Architecture, chain } from './architecture';
import { flattenedSide, flattenLikeTorch } from './flatten-like-torch';

const { dense, maxPooling2d, reLU } = layers;

/** The network of PyTorch's MNIST example, without its log-softmax: 1 199 882 parameters for 28×28×1 and 10 classes. */
export const mnistCnn: Architecture = {
  name: 'mnist_cnn',
  summary: "the network of PyTorch's MNIST example: two convolutions, ReLU, dropout",
  inputShape: [28, 28, 1],
  side: { least: 6, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 150,
  sideOf(shapeOf) {
    const side = flattenedSide(shapeOf('fc1.weight'), 64);
    // Twice 3×3 filters without padding, then half of the side.
    return side && 2 * side + 4;
  },
  classifier: { module: 'fc2' },
  features: (images) =>
    chain(
      flattenLikeTorch(
        chain(
          images,
          new TorchConv2d({ name: 'conv1', filters: 32, kernelSize: 3 }),
          reLU({ name: 'conv1.relu' }),
          new TorchConv2d({ name: 'conv2', filters: 64, kernelSize: 3 }),
          reLU({ name: 'conv2.relu' }),
          maxPooling2d({ name: 'pool', poolSize: 2 }),
          new SeededDropout({ name: 'dropout1', rate: 0.25 }),
        ),
      ),
      dense({ name: 'fc1', units: 128, kernelInitializer: 'zeros' }),
      reLU({ name: 'fc1.relu' }),
      new SeededDropout({ name: 'dropout2', rate: 0.5 }),
    ),
};
