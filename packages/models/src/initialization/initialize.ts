import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TorchvisionInitialization } from '../architectures/architecture';
import { SeededDropout } from '../layers/seeded-dropout';
import { modelTensors } from '../state-dict/model-tensors';
import { writeTensor } from '../state-dict/write-tensor';
import { drawTorchvision } from './draw-torchvision';
import { drawUniform } from './draw-uniform';

/**
 * Draws a model's weights as PyTorch does. Batch normalisations keep their ones and zeros. Dropout layers are seeded
 * last, one draw each, so that they shift no weight.
 */
export function initialize(
  model: LayersModel,
  random: () => number,
  torchvision: TorchvisionInitialization | undefined,
): void {
  const tensors = modelTensors(model);
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  const drawn =
    torchvision === undefined ? drawUniform(shapes, random) : drawTorchvision(shapes, random, torchvision);
  for (const tensor of tensors) {
    const value = drawn.get(tensor.name);
    if (value !== undefined) writeTensor(tensor, value.data);
  }
  for (const layer of model.layers) {
    if (layer instanceof SeededDropout) layer.seed(random());
  }
}
