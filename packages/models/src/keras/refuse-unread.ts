import { serialization } from '@tensorflow/tfjs-core';
import { isObject } from '../json/parse-object';
import { KerasFileError } from './keras-file-error';
import { isOperation, type LayerNode } from './layer-tree';

const advice =
  "Give the model as ONNX: model.export('model.onnx', format='onnx') in Keras 3, python -m tf2onnx.convert in Keras 2.";

/** Options that TensorFlow.js passes over in silence, by the class of the layer, with the only value that is read. */
const options: readonly (readonly [kind: RegExp, option: string, value: unknown])[] = [
  [/^ReLU$/, 'negative_slope', 0],
  [/^ReLU$/, 'threshold', 0],
  [/Conv/, 'groups', 1],
  [/^Global/, 'keepdims', false],
  [/^UpSampling/, 'interpolation', 'nearest'],
  [/^Conv2DTranspose$/, 'output_padding', null],
  [/^BatchNormalization$/, 'renorm', false],
];

/** Layers whose values TensorFlow.js takes at other places of the image than Keras. */
const otherwise = new Set(['CenterCrop', 'Resizing']);

/** Operations of Keras that are layers, too, if they are given values of layers alone. */
const likeLayers = new Set(['Add', 'Maximum', 'Minimum', 'Multiply']);

/**
 * Names the first layer that TensorFlow.js does not know, or would compute otherwise than Keras.
 *
 * @param layers as the file has them
 * @param forms the same in the form that TensorFlow.js reads
 * @throws {KerasFileError}
 */
export function refuseUnread(
  location: string,
  layers: readonly LayerNode[],
  forms: readonly LayerNode[],
): void {
  layers.forEach((layer, index) => {
    const form = forms[index] ?? layer;
    const fault = faultOf(layer, form);
    if (fault !== undefined) {
      const given = `its layer '${layer.name.slice(0, 200)}' (${layer.kind.slice(0, 80)}) ${fault}`;
      throw new KerasFileError(location, given, 'layers that TensorFlow.js has', advice, layer.name);
    }
    if (layer.layers !== undefined) refuseUnread(location, layer.layers, form.layers ?? []);
  });
}

function faultOf(layer: LayerNode, { kind, config }: LayerNode): string | undefined {
  if (!isKnown(kind) || (isOperation(layer) && layer.kind === kind && !likeLayers.has(kind)))
    return 'is of a kind that is not read';
  const isCalculation = kind === 'Rescaling' && layer.kind !== kind;
  if (!isCalculation && layer.inboundNodes.some(takesNumbers))
    return 'is given numbers beside the values of other layers';
  const activation = isObject(config.activation) ? config.activation.class_name : config.activation;
  if (activation != null && (isObject(config.activation) || !isKnownActivation(String(activation))))
    return `has the activation ${String(activation).slice(0, 80)}, which is not read`;
  return otherThanKeras({ kind, config });
}

/** What TensorFlow.js would compute otherwise than Keras in a layer that it knows, in words that follow its name. */
export function otherThanKeras({ kind, config }: Pick<LayerNode, 'kind' | 'config'>): string | undefined {
  if (otherwise.has(kind)) return 'is of a kind that TensorFlow.js computes otherwise';
  const [, option] =
    options.find(
      ([ofKind, name, value]) => ofKind.test(kind) && (config[name] ?? value) !== value && config[name] !== 0,
    ) ?? [];
  return option === undefined ? undefined : `has ${option}, which is not read`;
}

/** TensorFlow.js writes `log_softmax` as `logSoftmax`; its `hardSigmoid` is that of Keras 2, which Keras 3 changed. */
function isKnownActivation(name: string): boolean {
  const own = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return own !== 'hardSigmoid' && (isKnown(name) || isKnown(own));
}

function isKnown(name: string): boolean {
  return Object.hasOwn(serialization.SerializationMap.getMap().classNameMap, name);
}

/** Whether, beside tensors and lists of them, a layer of Keras 3 is given something else. */
function takesNumbers(node: unknown): boolean {
  if (!isObject(node) || !Array.isArray(node.args)) return false;
  return node.args.flat().some((argument) => argument !== null && !isTensor(argument));
}

function isTensor(argument: unknown): boolean {
  return isObject(argument) && argument.class_name === '__keras_tensor__';
}
