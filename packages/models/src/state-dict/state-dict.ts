import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelTensors } from './model-tensors';
import { readTensor } from './read-tensor';
import type { StateDict } from './state-tensor';

/**
 * The tensors of a model that `createModel` made, or of a copy of one, as PyTorch's `state_dict()` would list them.
 * The data are copies. A batch normalisation's `num_batches_tracked`, an int64 in PyTorch, is a float32 here.
 *
 * @throws {UnknownModelError} The model is not named after an architecture of this package.
 */
export function stateDict(model: LayersModel): StateDict {
  return new Map(
    modelTensors(model).map((tensor) => [tensor.name, { shape: tensor.shape, data: readTensor(tensor) }]),
  );
}
