import { isObject } from '../json/parse-object';
import { asRescaling } from './arithmetic';
import { validName } from './valid-name';

/** Layers that change images in training only. */
const augmentations = new Set([
  ...['AugMix', 'CutMix', 'MixUp', 'RandAugment', 'RandomBrightness', 'RandomColorDegeneration'],
  ...['RandomColorJitter', 'RandomContrast', 'RandomElasticTransform', 'RandomErasing', 'RandomFlip'],
  ...[
    'RandomGaussianBlur',
    'RandomGrayscale',
    'RandomHeight',
    'RandomHue',
    'RandomInvert',
    'RandomPerspective',
  ],
  ...['RandomPosterization', 'RandomRotation', 'RandomSaturation', 'RandomSharpness', 'RandomShear'],
  ...['RandomTranslation', 'RandomWidth', 'RandomZoom'],
]);

/** Keras's names of activations that TensorFlow.js has under another one. */
const activations = new Map([
  ['silu', 'swish'],
  ['hard_swish', 'hard_silu'],
]);

/**
 * The topology of a Keras model in the form that TensorFlow.js reads, which is that of Keras 2:
 *
 * - Keras 3 writes shapes, dtypes and connections otherwise;
 * - calculations with a number between layers are a layer;
 * - names of layers that TensorFlow.js refuses are changed;
 * - augmentation layers pass images on, as they do outside of training;
 * - regularizers, constraints and initial values are left out: they are of training, and Keras has more kinds of them.
 *
 * What is in this form already stays as it is.
 */
export function tfjsTopology(topology: object): object {
  return rewritten(topology) as object;
}

/** Whether a model was written by Keras 3. */
export function isKeras3(version: unknown): boolean {
  return typeof version === 'string' && /^([3-9]|\d\d)\./.test(version);
}

/**
 * The depth of the JSON is bounded, so this may recurse.
 *
 * @param models names of the models within the model around it, if Keras 3 wrote it
 */
function rewritten(value: unknown, models: ReadonlySet<unknown> = new Set()): unknown {
  if (Array.isArray(value)) return value.map((entry) => rewritten(entry, models));
  if (!isObject(value)) return value;
  const calculation = asRescaling(value);
  if (calculation !== undefined) return rewritten(calculation, models);
  const { class_name: kind, config, layers } = value;
  if ((kind === 'DTypePolicy' || kind === 'Policy') && isObject(config)) return dtypeOf(config.name);
  if (kind === 'function' && typeof config === 'string') return config;
  const within = Array.isArray(layers) ? modelsWithin(layers.filter(isObject)) : models;
  const entries = Object.entries(value).map(([key, entry]) => rewrittenEntry(key, entry, within));
  return rewrittenLayer(Object.fromEntries(entries));
}

function modelsWithin(layers: readonly Record<string, unknown>[]): ReadonlySet<unknown> {
  const ofKeras3 = layers.some(
    ({ inbound_nodes: nodes }) => Array.isArray(nodes) && nodes.some(hasArguments),
  );
  const isModel = ({ config }: Record<string, unknown>) => isObject(config) && Array.isArray(config.layers);
  return new Set(ofKeras3 ? layers.filter(isModel).map(({ name }) => name) : []);
}

function rewrittenEntry(key: string, value: unknown, models: ReadonlySet<unknown>): [string, unknown] {
  if (key === 'name' && typeof value === 'string') return [key, validName(value)];
  if (key === 'batch_shape') return ['batch_input_shape', value];
  if (key === 'inbound_nodes' && Array.isArray(value))
    return [key, value.map((node) => inboundNode(node, models))];
  if (/_(regularizer|constraint)$/.test(key)) return [key, null];
  if (/_initializer$/.test(key)) return [key, value === null ? null : 'zeros'];
  if (key === 'activation' && typeof value === 'string') return [key, activations.get(value) ?? value];
  if ((key === 'input_layers' || key === 'output_layers') && Array.isArray(value)) {
    const isOne = typeof value[0] === 'string' && value.length === 3;
    return [key, isOne ? [placeOf(value, models)] : value.map(renamed)];
  }
  return [key, rewritten(value, models)];
}

function rewrittenLayer(layer: Record<string, unknown>): Record<string, unknown> {
  const { class_name: kind, config } = layer;
  if (typeof kind !== 'string' || !isObject(config)) return layer;
  if (augmentations.has(kind)) {
    const { name, trainable, dtype, batch_input_shape: shape } = config;
    const passing = { name, trainable, dtype, ...(shape !== undefined && { batch_input_shape: shape }) };
    return { ...layer, class_name: 'Activation', config: { ...passing, activation: 'linear' } };
  }
  if (kind === 'LeakyReLU' && 'negative_slope' in config) {
    const { negative_slope: alpha, ...others } = config;
    return { ...layer, config: { ...others, alpha } };
  }
  const [, pooled] = /^Global(Average|Max)Pooling2D$/.exec(kind) ?? [];
  if (pooled !== undefined && config.keepdims === true && config.data_format !== 'channels_first') {
    const { name, trainable, dtype } = config;
    const by = pooled === 'Max' ? 'max' : 'mean';
    return { ...layer, class_name: 'KeptPooling', config: { name, trainable, dtype, by } };
  }
  if (/^Separable/.test(kind)) {
    // TensorFlow.js refuses the names that Keras has for those of both of its kernels.
    const { kernel_initializer: _, ...others } = config;
    return { ...layer, config: others };
  }
  return kind === 'Sequential' ? { ...layer, config: withInputShape(config) } : layer;
}

/** A model that learned the shape of its images when it was first called has it beside its layers. */
function withInputShape(config: Record<string, unknown>): Record<string, unknown> {
  const { build_input_shape: shape, layers } = config;
  const [first, ...others] = Array.isArray(layers) ? layers : [];
  if (!Array.isArray(shape) || !isObject(first) || !isObject(first.config)) return config;
  if (first.class_name === 'InputLayer' || 'batch_input_shape' in first.config) return config;
  const shaped = { ...first, config: { ...first.config, batch_input_shape: shape } };
  return { ...config, layers: [shaped, ...others] };
}

/** `{ args: [a tensor or a list of them], kwargs }` → `[[layer, node, tensor, kwargs], …]`. */
function inboundNode(node: unknown, models: ReadonlySet<unknown>): unknown {
  if (!hasArguments(node)) return Array.isArray(node) ? node.map((use) => renamed(rewritten(use))) : node;
  return node.args.flat().flatMap((tensor) => {
    const { keras_history: history } = isObject(tensor) && isObject(tensor.config) ? tensor.config : {};
    return Array.isArray(history) ? [[...placeOf(history, models), {}]] : [];
  });
}

/** `[layer, node, tensor, …]` with the name that TensorFlow.js takes. */
function renamed(place: unknown): unknown {
  if (!Array.isArray(place) || typeof place[0] !== 'string') return place;
  return [validName(place[0]), ...place.slice(1)];
}

function hasArguments(node: unknown): node is { readonly args: readonly unknown[] } {
  return isObject(node) && Array.isArray(node.args);
}

/** `[layer, node, tensor]`: what Keras 3 counts are the uses of a model; TensorFlow.js counts its own graph before. */
function placeOf(history: readonly unknown[], models: ReadonlySet<unknown>): readonly unknown[] {
  const [layer, node, tensor] = history;
  return renamed([layer, models.has(layer) ? Number(node) + 1 : node, tensor]) as readonly unknown[];
}

/** TensorFlow.js computes in float32, also what Keras computed in half or mixed precision. */
function dtypeOf(policy: unknown): unknown {
  return typeof policy === 'string' && /^mixed_|float16$/.test(policy) ? 'float32' : policy;
}
