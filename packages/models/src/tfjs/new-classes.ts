import { reshape, type Tensor, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import { type LayersModel, models, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkClasses } from '../check-model-options';
import { checkedDraws } from '../initialization/checked-draws';
import { drawUniform } from '../initialization/draw-uniform';
import { isObject } from '../json/parse-object';
import { wholeDispose } from '../layers/whole-dispose';
import { nameTensors } from '../state-dict/named-tensors';
import { TfjsFileError } from './tfjs-file-error';

type Layer = LayersModel['layers'][number];

export interface NewClasses {
  readonly classes: number;
  /** Uniform draws in [0, 1). */
  readonly random: () => number;
}

/** By class of layer: what its configuration calls the number of its outputs. */
const counts: Readonly<Record<string, string>> = { Dense: 'units', Conv2D: 'filters' };

/** What may stand between the classifier's weights and the outputs. */
const passed = new Set(['Activation', 'Dropout', 'Flatten', 'GlobalAveragePooling2D', 'Softmax']);

/**
 * A copy of a layers model for other classes: its last dense layer or convolution is drawn anew, as PyTorch draws it; all others keep
 * their weights. A sigmoid at its end becomes a softmax, since the classes exclude one another. Its state dict has the model's own names,
 * in TensorFlow.js's layout.
 *
 * @throws (from the promise) {TfjsFileError} What gives the outputs is neither. {ModelOptionsError} `classes` is no number of outputs, or
 * `random` drew something else than a number in [0, 1).
 */
export async function withNewClasses(
  location: string,
  model: LayersModel,
  { classes, random }: NewClasses,
): Promise<LayersModel> {
  checkClasses(location, classes);
  const draw = checkedDraws(location, random);
  const { head, behind } = headOf(location, model);
  const topology = model.toJSON(null, false) as Parameters<typeof models.modelFromJSON>[0];
  const last = new Set([head, ...behind].map(({ name }) => name));
  for (const { class_name: name, config } of layersIn(topology)) {
    if (!last.has(config.name as string)) continue;
    const count = counts[name];
    if (count !== undefined) config[count] = classes;
    if (config.activation === 'sigmoid') config.activation = 'softmax';
  }
  const copy = wholeDispose(await models.modelFromJSON(topology));
  try {
    tidy(() => {
      const heads = model.weights.map((weight) => head.weights.indexOf(weight));
      const kernel = copy.weights[heads.indexOf(0)]?.shape as number[];
      const drawn = drawHead(kernel, draw);
      copy.setWeights(model.getWeights().map((value, i) => drawn[heads[i] ?? -1] ?? value));
    });
  } catch (error) {
    copy.dispose();
    throw error;
  }
  nameTensors(
    copy,
    copy.weights.map((variable) => ({
      name: variable.originalName,
      shape: variable.shape as number[],
      variable,
    })),
  );
  return copy;
}

/** The layer whose outputs are the classes, and what only changes them behind it. */
function headOf(
  location: string,
  model: LayersModel,
): { readonly head: Layer; readonly behind: readonly Layer[] } {
  const behind: Layer[] = [];
  let tensor: SymbolicTensor | undefined = model.outputs[0];
  while (tensor !== undefined) {
    const layer = tensor.sourceLayer as Layer;
    if (counts[layer.getClassName()] !== undefined) return { head: layer, behind };
    if (isModel(layer)) {
      [tensor] = layer.outputs;
    } else if (passed.has(layer.getClassName())) {
      behind.push(layer);
      [tensor] = tensor.inputs;
    } else {
      return refuseHead(
        location,
        `its outputs come from the layer '${layer.name}' (${layer.getClassName()})`,
      );
    }
  }
  return refuseHead(location, 'its outputs come from no layer');
}

function refuseHead(location: string, given: string): never {
  const advice = 'Choose a student of another architecture.';
  throw new TfjsFileError(location, given, 'a dense layer or a convolution', advice);
}

interface LayerConfig {
  readonly class_name: string;
  readonly config: Record<string, unknown>;
}

/** All layers of a topology, those of models inside it included. */
function layersIn(value: unknown): LayerConfig[] {
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'class_name' in value && 'config' in value && isObject(value.config) ? [value as LayerConfig] : [];
  return [...own, ...Object.values(value).flatMap(layersIn)];
}

/** What PyTorch draws for a layer with a kernel of this shape, whose last side are its outputs: the kernel, and biases. */
function drawHead(kernel: readonly number[], random: () => number): readonly [Tensor, Tensor] {
  const outputs = kernel.at(-1) ?? 0;
  const inputs = kernel.slice(0, -1).reduce((product, side) => product * side, 1);
  const shapes = new Map([
    ['weight', [outputs, inputs]],
    ['bias', [outputs]],
  ]);
  const { weight, bias } = Object.fromEntries(drawUniform(shapes, random));
  const columns = transpose(tensor(weight?.data ?? [], [outputs, inputs]), [1, 0]);
  return [reshape(columns, [...kernel]), tensor(bias?.data ?? [])];
}

function isModel(layer: Layer): layer is LayersModel {
  return 'layers' in layer;
}
