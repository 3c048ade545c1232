import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type OutputActivation, outputActivationNamed } from './output-activation';

type Layer = LayersModel['layers'][number];

/** A dense layer, a convolution, or a layer of an activation alone. */
type ActivatedLayer = Layer & {
  activation: { getClassName(): string; apply(values: Tensor): Tensor };
};

/** The last step of a model. */
export interface LayersHead {
  readonly activation: OutputActivation;
  /** What `compute` gives while the model gives its logits: what it computes before that step. */
  atLogits<T>(compute: () => T): T;
}

/** It has the name of Keras's linear activation, so that a layer computes as one without activation does, to the bit. */
const linear = { getClassName: () => 'linear', apply: (values: Tensor) => values };

/** The softmax or sigmoid at the end of a model, however deep in models inside it; behind it only its shape may change. */
export function layersHead(model: LayersModel): LayersHead {
  const layer = lastLayer(model.outputs[0]);
  if (layer !== undefined && hasActivation(layer)) {
    return {
      activation: outputActivationNamed(layer.activation.getClassName()),
      atLogits: (compute) => replacing(layer, 'activation', linear, compute),
    };
  }
  if (layer?.getClassName() === 'Softmax') {
    const same: Layer['call'] = (inputs) => inputs;
    return { activation: 'softmax', atLogits: (compute) => replacing(layer, 'call', same, compute) };
  }
  return { activation: 'none', atLogits: (compute) => compute() };
}

/** The activation that a model ends in; an expert made of it gives what comes before. */
export function outputActivation(model: LayersModel): OutputActivation {
  return layersHead(model).activation;
}

/** The layer that makes the output, but for those that only drop the sides of a 1 × 1 image. */
function lastLayer(output: SymbolicTensor | undefined): Layer | undefined {
  const layer = output?.sourceLayer as Layer | undefined;
  if (layer === undefined) return undefined;
  if (isModel(layer)) return lastLayer(layer.outputs[0]);
  const [input] = output?.inputs ?? [];
  const onlyShapes = ['Flatten', 'Reshape'].includes(layer.getClassName());
  return onlyShapes && input?.shape.slice(1, -1).every((side) => side === 1) ? lastLayer(input) : layer;
}

function replacing<O extends object, K extends keyof O, T>(
  object: O,
  key: K,
  value: O[K],
  compute: () => T,
): T {
  const before = object[key];
  object[key] = value;
  try {
    return compute();
  } finally {
    object[key] = before;
  }
}

function hasActivation(layer: Layer): layer is ActivatedLayer {
  const { activation } = layer as Partial<ActivatedLayer>;
  return (
    typeof activation?.getClassName === 'function' &&
    outputActivationNamed(activation.getClassName()) !== 'none'
  );
}

function isModel(layer: Layer): layer is LayersModel {
  return 'layers' in layer;
}
