import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ModelTensor } from './model-tensor';

/** Of models that are no architecture of this package. A copy of one has no names. */
const names = new WeakMap<LayersModel, readonly ModelTensor[]>();

/** Says what the tensors of a model are called in its state dict. */
export function nameTensors(model: LayersModel, tensors: readonly ModelTensor[]): void {
  names.set(model, tensors);
}

export function namedTensors(model: LayersModel): readonly ModelTensor[] | undefined {
  return names.get(model);
}
