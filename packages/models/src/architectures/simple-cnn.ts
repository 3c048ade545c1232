import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SeededDropout } from '../layers/seeded-dropout';
import { TorchConv2d } from '../layers/torch-conv2d';
import { type Architecture, chain } from './architecture';

const { flatten, maxPooling2d, reLU } = layers;

/** Avalanche's SimpleCNN: two stages of two 3×3 convolutions, a 1×1 convolution, global maximum, dropout ¼. */
export const simpleCnn: Architecture = {
  name: 'simple_cnn',
  summary: 'five convolutions, ReLU, dropout',
  inputShape: [32, 32, 3],
  side: { least: 10, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 190,
  classifier: { module: 'classifier', index: 0 },
  features(images) {
    const features = chain(
      images,
      ...convolution(0, 32, 3, 1),
      ...convolution(2, 32, 3, 0),
      maxPooling2d({ name: 'features.4', poolSize: 2 }),
      new SeededDropout({ name: 'features.5', rate: 0.25 }),
      ...convolution(6, 64, 3, 1),
      ...convolution(8, 64, 3, 0),
      maxPooling2d({ name: 'features.10', poolSize: 2 }),
      new SeededDropout({ name: 'features.11', rate: 0.25 }),
      ...convolution(12, 64, 1, 0),
    );
    return chain(
      features,
      // Not a global-maximum layer: its gradient goes to every pixel of a tie, that of a pool to one, as PyTorch's.
      maxPooling2d({ name: 'features.14', poolSize: spatial(features) }),
      new SeededDropout({ name: 'features.15', rate: 0.25 }),
      flatten({ name: 'flatten' }),
    );
  },
};

function convolution(index: number, filters: number, kernelSize: number, padding: number): layers.Layer[] {
  return [
    new TorchConv2d({ name: `features.${index}`, filters, kernelSize, padding }),
    reLU({ name: `features.${index + 1}` }),
  ];
}

function spatial(features: SymbolicTensor): [number, number] {
  const [, height, width] = features.shape;
  return [height as number, width as number];
}
