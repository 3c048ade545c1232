import { layers } from '@tensorflow/tfjs-layers';
import { TorchConv2d } from '../layers/torch-conv2d';
import { type Architecture, chain } from './architecture';
import { flattenedSide, flattenLikeTorch } from './flatten-like-torch';

const { activation, averagePooling2d, dense, maxPooling2d } = layers;

/** LeNet-5 as PyTorch's tutorials have it: ReLU, maximum pools, modules `conv1` to `fc3`; 62 006 parameters for 32×32×3 and 10 classes. */
export const lenetRelu: Architecture = {
  name: 'lenet_relu',
  summary: "LeNet-5 of PyTorch's tutorials: ReLU, maximum pools",
  ...variant('relu', maxPooling2d),
};

/** The same with tanh and average pools, as LeCun et al. 1998 have them. No state dict tells the two apart. */
export const lenetTanh: Architecture = {
  name: 'lenet_tanh',
  summary: 'the same with tanh and average pools',
  ...variant('tanh', averagePooling2d),
};

function variant(kind: 'relu' | 'tanh', pool: typeof maxPooling2d | typeof averagePooling2d) {
  const activated = (name: string) => activation({ name: `${name}.${kind}`, activation: kind });
  const linear = (name: string, units: number) => [
    dense({ name, units, kernelInitializer: 'zeros' }),
    activated(name),
  ];
  const stage = (name: string, filters: number) => [
    new TorchConv2d({ name, filters, kernelSize: 5 }),
    activated(name),
    pool({ name: `${name}.pool`, poolSize: 2 }),
  ];
  return {
    inputShape: [32, 32, 3],
    side: { least: 16, most: Number.POSITIVE_INFINITY },
    valuesPerPixel: 16,
    sideOf(shapeOf) {
      const side = flattenedSide(shapeOf('fc1.weight'), 16);
      // Twice 5×5 filters without padding, then half of the side.
      return side && 2 * (2 * side + 4) + 4;
    },
    classifier: { module: 'fc3' },
    features: (images) =>
      chain(
        flattenLikeTorch(chain(images, ...stage('conv1', 6), ...stage('conv2', 16))),
        ...linear('fc1', 120),
        ...linear('fc2', 84),
      ),
  } satisfies Omit<Architecture, 'name' | 'summary'>;
}
