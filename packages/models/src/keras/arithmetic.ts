import { isObject } from '../json/parse-object';

type Layer = Readonly<Record<string, unknown>>;

/** What `x + c`, `x − c`, `x · c` and `x / c` are, by Keras's names for them: a scale and an offset. */
const affine: Readonly<Record<string, (c: number) => readonly [scale: number, offset: number]>> = {
  add: (c) => [1, c],
  subtract: (c) => [1, -c],
  multiply: (c) => [c, 0],
  divide: (c) => [1 / c, 0],
};

const names: Readonly<Record<string, keyof typeof affine>> = {
  // Keras 3
  ...{ Add: 'add', Subtract: 'subtract', Multiply: 'multiply', Divide: 'divide', TrueDivide: 'divide' },
  // Keras 2
  ...{ '__operators__.add': 'add', 'math.add': 'add', 'math.subtract': 'subtract' },
  ...{ 'math.multiply': 'multiply', 'math.divide': 'divide', 'math.truediv': 'divide' },
};

/**
 * A calculation with a number between layers, such as `x / 127.5` of Keras's `preprocess_input`, as the layer `Rescaling`; undefined for
 * anything else.
 */
export function asRescaling(layer: Layer): Layer | undefined {
  const found = ofKeras3(layer) ?? ofKeras2(layer);
  const { config } = layer;
  if (found === undefined || !isObject(config)) return undefined;
  const [scale, offset] = found.values;
  return {
    class_name: 'Rescaling',
    config: { name: config.name, scale, offset },
    name: layer.name ?? config.name,
    inbound_nodes: [found.node],
  };
}

interface Found {
  readonly values: readonly [scale: number, offset: number];
  /** What it is applied to, without the number. */
  readonly node: unknown;
}

/** `{ class_name: 'Multiply', inbound_nodes: [{ args: [x, 0.5] }] }`; a layer of this name is given no number. */
function ofKeras3({ class_name: kind, inbound_nodes: nodes }: Layer): Found | undefined {
  const [node, ...others] = Array.isArray(nodes) ? nodes : [];
  if (others.length > 0 || !isObject(node) || !Array.isArray(node.args)) return undefined;
  const [x, c, ...more] = node.args;
  const name = nameOf(kind);
  if (name === undefined || more.length > 0) return undefined;
  const isSum = name === 'add' || name === 'multiply';
  const [tensor, number] = isSum && typeof x === 'number' ? [c, x] : [x, c];
  if (!isObject(tensor) || typeof number !== 'number') return undefined;
  return {
    values: (affine[name] as (c: number) => Found['values'])(number),
    node: { args: [tensor], kwargs: {} },
  };
}

/** `{ class_name: 'TFOpLambda', config: { function: 'math.multiply' }, inbound_nodes: [[layer, 0, 0, { y: 0.5 }]] }` */
function ofKeras2({ class_name: kind, config, inbound_nodes: nodes }: Layer): Found | undefined {
  const [node, ...others] = Array.isArray(nodes) ? nodes : [];
  if (kind !== 'TFOpLambda' || !isObject(config) || others.length > 0 || !Array.isArray(node))
    return undefined;
  const [layer, use, tensor, given] = node;
  const name = nameOf(config.function);
  if (name === undefined || typeof layer !== 'string' || !isObject(given) || typeof given.y !== 'number')
    return undefined;
  return {
    values: (affine[name] as (c: number) => Found['values'])(given.y),
    node: [[layer, use, tensor, {}]],
  };
}

function nameOf(kind: unknown): string | undefined {
  return typeof kind === 'string' && Object.hasOwn(names, kind) ? names[kind] : undefined;
}
