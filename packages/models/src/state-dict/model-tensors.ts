import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { architectureNamed } from '../architectures/registry';
import { MultiHeadClassifier } from '../layers/multi-head-classifier';
import type { Columns, ModelTensor } from './model-tensor';
import { namedTensors } from './named-tensors';

type Convention = Pick<ModelTensor, 'name' | 'toTorch' | 'fromTorch'>;

const linear: readonly Convention[] = [
  { name: 'weight', toTorch: [1, 0], fromTorch: [1, 0] },
  { name: 'bias' },
];

/** What PyTorch calls the weights of a layer, in the order of `layer.weights`, by class of layer. */
const conventions: Readonly<Record<string, readonly Convention[]>> = {
  TorchConv2d: [{ name: 'weight', toTorch: [3, 2, 0, 1], fromTorch: [2, 3, 1, 0] }, { name: 'bias' }],
  TorchDepthwiseConv2d: [{ name: 'weight', toTorch: [2, 3, 0, 1], fromTorch: [2, 3, 0, 1] }],
  Dense: linear,
  TorchBatchNormalization: [
    { name: 'weight' },
    { name: 'bias' },
    { name: 'running_mean' },
    { name: 'running_var' },
    { name: 'num_batches_tracked' },
  ],
};

/**
 * Every tensor that PyTorch's `state_dict()` lists, in its order; of a model made from an ONNX file, those that the file names.
 *
 * @throws {UnknownModelError} The model is neither of these.
 */
export function modelTensors(model: LayersModel): readonly ModelTensor[] {
  const named = namedTensors(model);
  if (named !== undefined) return named;
  const { modules = [], layerPrefix = '' } = architectureNamed(model.name);
  const ordered = new Set([...modules.map((module) => model.getLayer(module)), ...model.layers]);
  return [...ordered].flatMap((layer) => {
    const module = layer.name.slice(layerPrefix.length);
    return layer instanceof MultiHeadClassifier
      ? headTensors(layer, module)
      : tensorsOf(layer, module, conventions[layer.getClassName()] ?? []);
  });
}

function tensorsOf(
  layer: layers.Layer,
  module: string,
  convention: readonly Convention[],
  columns?: Columns,
): ModelTensor[] {
  return convention.flatMap((tensor, index) => {
    const variable = layer.weights[index];
    if (variable === undefined) return []; // A layer without bias.
    const sizes = [...(variable.shape as number[])];
    if (columns !== undefined) sizes.splice(-1, 1, columns.size);
    const shape = tensor.toTorch?.map((axis) => sizes[axis] as number) ?? sizes;
    const part = columns === undefined ? {} : { columns };
    return [{ ...tensor, name: `${module}.${tensor.name}`, shape, variable, ...part }];
  });
}

/** Avalanche's names: a dict of classifiers by task, each with a linear layer. */
function headTensors(layer: MultiHeadClassifier, module: string): ModelTensor[] {
  const { heads, classes: size } = layer;
  return Array.from({ length: heads }, (_, head) => head).flatMap((head) =>
    tensorsOf(layer, `${module}.classifiers.${head}.classifier`, linear, { begin: head * size, size }),
  );
}
