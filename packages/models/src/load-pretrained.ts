import type { LayersModel } from '@tensorflow/tfjs-layers';
import { architectureNamed } from './architectures/registry';
import { loadTensors } from './state-dict/load-tensors';
import { modelTensors } from './state-dict/model-tensors';
import type { StateDict } from './state-dict/state-tensor';

/**
 * Loads weights that were trained on another task, such as torchvision's. The classifier is loaded if it has the
 * model's number of classes; else the model keeps its own. All other tensors must fit, strictly: all or nothing. A
 * missing `num_batches_tracked`, which files older than PyTorch 0.4.1 lack, is 0, as PyTorch reads it.
 *
 * @throws {StateDictError} Tensors are missing, unexpected or of another shape; it lists them all.
 * @throws {UnknownModelError} The model is not named after an architecture of this package.
 */
export function loadPretrained(model: LayersModel, dict: StateDict): void {
  const tensors = modelTensors(model);
  const { module } = architectureNamed(model.name).classifier;
  const isClassifier = (name: string) => name.startsWith(`${module}.`);
  const fits = tensors.every(
    ({ name, shape }) => !isClassifier(name) || `${dict.get(name)?.shape}` === `${shape}`,
  );
  const isLoaded = (name: string) => fits || !isClassifier(name);
  const adapted = new Map([...dict].filter(([name]) => isLoaded(name)));
  loadTensors(
    model.name,
    tensors.filter(({ name }) => isLoaded(name)),
    adapted,
  );
}
