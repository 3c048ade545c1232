import type { WeightSpec } from './weight-spec';
import { isObject } from './weight-spec';

/**
 * The topology of a layers model that was converted from Keras 3, in the form of Keras 2, which is all that TensorFlow.js reads: its
 * shapes, dtypes and connections. Any other is returned as it is.
 */
export function fromKeras3(topology: object): object {
  return isKeras3(topology) ? (rewritten(topology) as object) : topology;
}

/** The weights under the names that TensorFlow.js gives them: Keras 3 puts the names of all models around a layer before. */
export function namesFromKeras3(topology: object, weights: readonly WeightSpec[]): readonly WeightSpec[] {
  if (!isKeras3(topology)) return weights;
  const short = weights.map(({ name }) => name.split('/').slice(-2).join('/'));
  if (new Set(short).size < short.length) return weights;
  return weights.map((weight, i) => ({ ...weight, name: short[i] as string }));
}

function isKeras3(topology: object): boolean {
  const { keras_version: version } = topology as { keras_version?: unknown };
  return typeof version === 'string' && /^[3-9]\./.test(version);
}

/** The depth of a model.json is bounded, so this may recurse. */
function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (!isObject(value)) return value;
  if (value.class_name === 'DTypePolicy' && isObject(value.config)) return dtypeOf(value.config.name);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => rewrittenEntry(key, entry)));
}

function rewrittenEntry(key: string, value: unknown): [string, unknown] {
  if (key === 'batch_shape') return ['batch_input_shape', value];
  if (key === 'inbound_nodes' && Array.isArray(value)) return [key, value.map(inboundNode)];
  const isOne = Array.isArray(value) && typeof value[0] === 'string' && value.length === 3;
  if ((key === 'input_layers' || key === 'output_layers') && isOne) return [key, [value]];
  return [key, rewritten(value)];
}

/** `{ args: [a tensor or a list of them], kwargs }` → `[[layer, node, tensor, kwargs], …]`. */
function inboundNode(node: unknown): unknown {
  if (!isObject(node) || !Array.isArray(node.args)) return rewritten(node);
  return node.args.flat().flatMap((tensor) => {
    const { keras_history: history } = isObject(tensor) && isObject(tensor.config) ? tensor.config : {};
    return Array.isArray(history) ? [[...history, {}]] : [];
  });
}

/** Of a policy of mixed precision the weights' own: TensorFlow.js computes in float32. */
function dtypeOf(policy: unknown): unknown {
  return typeof policy === 'string' && policy.startsWith('mixed_') ? 'float32' : policy;
}
