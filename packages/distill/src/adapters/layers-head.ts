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
  /**
   * The logits that `compute` gives, and the features of its images, [batch, features]: what the layer that makes the logits is given. To be called
   * in a tidy. Absent where features have an arrangement, such as an image's.
   */
  withFeatures?(compute: () => Tensor2D): { logits: Tensor2D; features: Tensor2D };
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

function lastFeatures(model: LayersModel): Pick<LayersHead, 'withFeatures'> {
  let output = lastOutput(model.outputs[0]);
  while (output !== undefined && onlyActivations.includes(output.sourceLayer.getClassName()))
    output = lastOutput(output.inputs[0]);
  const layer = output?.sourceLayer as Layer | undefined;
  const shape = output?.inputs[0]?.shape;
  if (layer === undefined || shape === undefined || shape.slice(1, -1).some((side) => side !== 1)) return {};
  return {
    withFeatures(compute) {
      const seen: Tensor[] = [];
      const logits = watchInputs([layer], (_, given) => void seen.push(keep(given.clone())), compute);
      const features = reshape(seen[0] as Tensor, [-1, shape.at(-1) as number]) as Tensor2D;
      dispose(seen);
      return { logits, features };
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
