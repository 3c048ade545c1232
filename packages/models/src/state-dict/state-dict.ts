import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelTensors } from './model-tensors';
import { readTensors } from './read-tensors';
import type { StateDict } from './state-tensor';

/**
 * The tensors of a model that `createModel` made, or of a copy of one, as PyTorch's `state_dict()` would list them.
 * A batch normalisation's `num_batches_tracked`, an int64 in PyTorch, is a float32 here.
 *
 * The data are copies, of the values that the model has when this is called: it may be trained further, or disposed,
 * before they are there.
 *
 * @throws {UnknownModelError} (from the promise) The model is not named after an architecture of this package.
 */
export async function stateDict(model: LayersModel): Promise<StateDict> {
  const tensors = modelTensors(model);
  const data = await readTensors(tensors);
  return new Map(
    tensors.map(({ name, shape }, index) => [name, { shape, data: data[index] as Float32Array }]),
  );
}
