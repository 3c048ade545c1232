import { tidy, transpose } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelTensors } from './model-tensors';
import type { StateDict } from './state-tensor';

/**
 * The tensors of a model that `createModel` made, or of a copy of one, as PyTorch's `state_dict()` would list them.
 * The data are copies. A batch normalisation's `num_batches_tracked`, an int64 in PyTorch, is a float32 here.
 *
 * @throws {UnknownModelError} The model is not named after an architecture of this package.
 */
export function stateDict(model: LayersModel): StateDict {
  return new Map(
    modelTensors(model).map(({ name, shape, variable, toTorch }) => {
      const data = tidy(() => {
        const value = variable.read();
        return Float32Array.from((toTorch === undefined ? value : transpose(value, toTorch)).dataSync());
      });
      return [name, { shape, data }];
    }),
  );
}
