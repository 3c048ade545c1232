import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadTensors } from './load-tensors';
import { modelTensors } from './model-tensors';
import type { StateDict } from './state-tensor';

/**
 * Sets every tensor of a model from a state dict in PyTorch's layout, strictly: all or nothing. The data are copied;
 * the order of the dict does not matter. A missing `num_batches_tracked`, which files older than PyTorch 0.4.1 lack, is 0.
 *
 * @throws {StateDictError} Tensors are missing, unexpected or of another shape; it lists them all.
 * @throws {UnknownModelError} The model is not named after an architecture of this package.
 */
export function loadStateDict(model: LayersModel, dict: StateDict): void {
  loadTensors(model.name, modelTensors(model), dict);
}
