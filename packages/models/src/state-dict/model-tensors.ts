import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { architectureNamed } from '../architectures/registry';

/** One tensor of a model, under its PyTorch name. */
export interface ModelTensor {
  /** `layer1.0.conv1.weight` */
  readonly name: string;
  /** Shape in PyTorch. */
  readonly shape: readonly number[];
  readonly variable: LayerVariable;
  /** Transpositions from our layout to PyTorch's and back; absent where the layouts agree. */
  readonly toTorch?: number[];
  readonly fromTorch?: number[];
}

type Convention = Pick<ModelTensor, 'name' | 'toTorch' | 'fromTorch'>;

/** What PyTorch calls the weights of a layer, in the order of `layer.weights`, by class of layer. */
const conventions: Readonly<Record<string, readonly Convention[]>> = {
  TorchConv2d: [{ name: 'weight', toTorch: [3, 2, 0, 1], fromTorch: [2, 3, 1, 0] }, { name: 'bias' }],
  Dense: [{ name: 'weight', toTorch: [1, 0], fromTorch: [1, 0] }, { name: 'bias' }],
  TorchBatchNormalization: [
    { name: 'weight' },
    { name: 'bias' },
    { name: 'running_mean' },
    { name: 'running_var' },
    { name: 'num_batches_tracked' },
  ],
};

/**
 * Every tensor that PyTorch's `state_dict()` lists, in its order.
 *
 * @throws {UnknownModelError} The model is not named after an architecture of this package.
 */
export function modelTensors(model: LayersModel): readonly ModelTensor[] {
  const modules = architectureNamed(model.name).modules ?? model.layers.map(({ name }) => name);
  return modules.flatMap((module) => {
    const layer = model.getLayer(module);
    const convention = conventions[layer.getClassName()] ?? [];
    return convention.flatMap((tensor, index) => {
      const variable = layer.weights[index];
      if (variable === undefined) return []; // A layer without bias.
      const sizes = variable.shape as number[];
      const shape = tensor.toTorch?.map((axis) => sizes[axis] as number) ?? sizes;
      return [{ ...tensor, name: `${module}.${tensor.name}`, shape, variable }];
    });
  });
}
