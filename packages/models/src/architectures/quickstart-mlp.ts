import { layers } from '@tensorflow/tfjs-layers';
import { type Architecture, chain } from './architecture';
import { flattenLikeTorch } from './flatten-like-torch';

const { dense, reLU } = layers;

/** The network of PyTorch's quickstart: two hidden layers of equal width (512 unless set), ReLU; 669 706 parameters for 28×28×1 and 10 classes. */
export const quickstartMlp: Architecture = {
  name: 'quickstart_mlp',
  summary: "the network of PyTorch's quickstart: two hidden layers, ReLU",
  inputShape: [28, 28, 1],
  side: { least: 1, most: Number.POSITIVE_INFINITY },
  valuesPerPixel: 2,
  hiddenSize: 512,
  classifier: { module: 'linear_relu_stack', index: 4 },
  features: (images, { hiddenSize }) =>
    chain(
      flattenLikeTorch(images),
      dense({ name: 'linear_relu_stack.0', units: hiddenSize, kernelInitializer: 'zeros' }),
      reLU({ name: 'linear_relu_stack.1' }),
      dense({ name: 'linear_relu_stack.2', units: hiddenSize, kernelInitializer: 'zeros' }),
      reLU({ name: 'linear_relu_stack.3' }),
    ),
};
