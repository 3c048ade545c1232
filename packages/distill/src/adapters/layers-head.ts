import { dispose, keep, reshape, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { watchInputs } from './batch-norm-layers';
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
  /** How many values the layer that makes the logits is given for an image; undefined where these have an arrangement, such as an image's. */
  readonly features?: number | undefined;
  /** What `compute` gives, and the features of its images, [batch, features]: the input of the layer that makes the logits. To be called in a tidy. */
  withFeatures<T>(compute: () => T): { readonly result: T; readonly features: Tensor2D };
}

/** It has the name of Keras's linear activation, so that a layer computes as one without activation does, to the bit. */
const linear = { getClassName: () => 'linear', apply: (values: Tensor) => values };

/** The softmax or sigmoid at the end of a model, however deep in models inside it; behind it only its shape may change. And what comes before it. */
export function layersHead(model: LayersModel): LayersHead {
  return { ...lastStep(model), ...lastFeatures(model) };
}

function lastStep(model: LayersModel): Pick<LayersHead, 'activation' | 'atLogits'> {
  const layer = lastOutput(model.outputs[0])?.sourceLayer as Layer | undefined;
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

/** Layers of an activation alone. */
const onlyActivations = ['Activation', 'Softmax'];

function lastFeatures(model: LayersModel): Pick<LayersHead, 'features' | 'withFeatures'> {
  let logits = lastOutput(model.outputs[0]);
  while (logits !== undefined && onlyActivations.includes(logits.sourceLayer.getClassName()))
    logits = lastOutput(logits.inputs[0]);
  const layer = logits?.sourceLayer as Layer | undefined;
  const [input] = logits?.inputs ?? [];
  const isFlat = input?.shape.slice(1, -1).every((side) => side === 1) ?? false;
  const features = isFlat ? (input?.shape.at(-1) ?? undefined) : undefined;
  return {
    features,
    withFeatures(compute) {
      if (layer === undefined || features === undefined)
        throw new RangeError('the features of the model are not known');
      const seen: Tensor[] = [];
      const result = watchInputs([layer], (_, given) => void seen.push(keep(given.clone())), compute);
      const own = reshape(seen[0] as Tensor, [-1, features]) as Tensor2D;
      dispose(seen);
      return { result, features: own };
    },
  };
}

/** The activation that a model ends in; an expert made of it gives what comes before. */
export function outputActivation(model: LayersModel): OutputActivation {
  return layersHead(model).activation;
}

/** What the layer that makes the output gives, but for those that only drop the sides of a 1 × 1 image. */
function lastOutput(output: SymbolicTensor | undefined): SymbolicTensor | undefined {
  const layer = output?.sourceLayer as Layer | undefined;
  if (layer === undefined) return undefined;
  if (isModel(layer)) return lastOutput(layer.outputs[0]);
  const [input] = output?.inputs ?? [];
  const onlyShapes = ['Flatten', 'Reshape'].includes(layer.getClassName());
  return onlyShapes && input?.shape.slice(1, -1).every((side) => side === 1) ? lastOutput(input) : output;
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
