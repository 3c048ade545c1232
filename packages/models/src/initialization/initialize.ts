import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { KaimingInitialization } from '../architectures/architecture';
import { SeededDropout } from '../layers/seeded-dropout';
import { modelTensors } from '../state-dict/model-tensors';
import { writeTensor } from '../state-dict/write-tensor';
import { drawKaiming } from './draw-kaiming';
import { drawUniform } from './draw-uniform';

/**
 * Draws a model's weights as PyTorch does. Batch normalisations keep their ones and zeros. Dropout layers are seeded
 * last, one draw each, so that they shift no weight.
 */
export function initialize(
  model: LayersModel,
  random: () => number,
  kaiming: KaimingInitialization | undefined,
): void {
  const tensors = modelTensors(model);
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  const drawn = kaiming === undefined ? drawUniform(shapes, random) : drawKaiming(shapes, random, kaiming);
  for (const tensor of tensors) {
    const value = drawn.get(tensor.name);
    if (value !== undefined) writeTensor(tensor, value.data);
  }
  for (const layer of model.layers) {
    if (layer instanceof SeededDropout) layer.seed(random());
  }
}
