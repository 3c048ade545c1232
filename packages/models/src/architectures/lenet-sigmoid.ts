import { layers } from '@tensorflow/tfjs-layers';
import { TorchConv2d } from '../layers/torch-conv2d';
import { type Architecture, chain } from './architecture';
import { flattenedSide, flattenLikeTorch } from './flatten-like-torch';

const { activation, averagePooling2d, dense } = layers;
const layerPrefix = 'lenet_sigmoid/';
const named = (place: number) => `${layerPrefix}${place}`;
const sigmoid = (place: number) => activation({ name: named(place), activation: 'sigmoid' });
const linear = (place: number, units: number) =>
  dense({ name: named(place), units, kernelInitializer: 'zeros' });

/**
 * LeNet-5 as "Dive into Deep Learning" has it, a sequence of sigmoids and average pools; its class holds it as `net`: 61 706 parameters for 28×28×1 and 10
 * classes.
 */
export const lenetSigmoid: Architecture = {
  name: 'lenet_sigmoid',
  summary: 'LeNet-5 of Dive into Deep Learning: sigmoids, average pools',
  inputShape: [28, 28, 1],
  side: { least: 12, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 16,
  layerPrefix,
  sideOf(shapeOf) {
    const side = flattenedSide(shapeOf('7.weight'), 16);
    // The first 5×5 filters are padded, the second are not; each time half of the side.
    return side && 2 * (2 * side + 4);
  },
  classifier: { module: '11' },
  features: (images) =>
    chain(
      flattenLikeTorch(
        chain(
          images,
          new TorchConv2d({ name: named(0), filters: 6, kernelSize: 5, padding: 2 }),
          sigmoid(1),
          averagePooling2d({ name: named(2), poolSize: 2 }),
          new TorchConv2d({ name: named(3), filters: 16, kernelSize: 5 }),
          sigmoid(4),
          averagePooling2d({ name: named(5), poolSize: 2 }),
        ),
      ),
      linear(7, 120),
      sigmoid(8),
      linear(9, 84),
      sigmoid(10),
    ),
};
