import { type Constant, isFloat, sizeOf } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import { type Activation, batch, isBatch, upTo, type Value } from '../values/activation';
import { broadcast, integers } from '../values/fold';
import type { GraphBuilder } from '../values/graph-builder';
import { activationOf, axisOf, constantOf, numbersOf, numbersOrAttribute, type Op, type Ops } from './op';

/** A shape computed from another; the values stay in their order. */
function reshaped(
  shapeOf: (
    node: OnnxNode,
    shape: readonly number[],
    inputs: readonly (Value | undefined)[],
    graph: GraphBuilder,
  ) => readonly number[],
): Op {
  return (node, inputs, graph) => {
    const x = inputs[0];
    if (x?.kind !== 'constant') {
      const value = activationOf(node, inputs);
      return graph.reshape(node, value, shapeOf(node, value.shape, inputs, graph));
    }
    const shape = shapeOf(node, x.shape, inputs, graph);
    if (sizeOf(shape) !== x.data.length)
      node.refuse(`is to make [${shape}] of [${x.shape}]`, 'as many values');
    return { ...x, shape };
  };
}

/** The shape that `Reshape` asks for: −1 is what is left, 0 as it was. */
function reshapeTarget(
  node: OnnxNode,
  from: readonly number[],
  inputs: readonly (Value | undefined)[],
  { batchIsFixed }: GraphBuilder,
): readonly number[] {
  const asked = numbersOf(node, inputs, 1);
  const zeros = node.number('allowzero', 0) === 1;
  const target = asked.map((side, axis) => (side === 0 && !zeros ? (from[axis] ?? 0) : side));
  if (!batchIsFixed || target.some(isBatch)) return withRest(target, sizeOf(from));
  return withFreeBatch(from, target);
}

/**
 * The file was made for one image, and its shapes are for one. Where the batch's axis goes, the batch goes: to a side of 1, or
 * else to the axis that begins where it began; but not to the last one, which is that of the features.
 */
function withFreeBatch(from: readonly number[], target: readonly number[]): readonly number[] {
  const batchAxis = from.findIndex(isBatch);
  if (batchAxis < 0) return withRest(target, sizeOf(from));
  const single = from.map((side, axis) => (axis === batchAxis ? side / batch : side));
  const whole = withRest(target, sizeOf(single));
  const first = sizeOf(single.slice(0, batchAxis));
  const last = first * (single[batchAxis] as number);
  const begins = whole.map((_, axis) => sizeOf(whole.slice(0, axis)));
  const one = begins.findIndex((begin, axis) => begin >= first && begin <= last && whole[axis] === 1);
  const at = one >= 0 ? one : Math.min(begins.indexOf(first), Math.max(0, whole.length - 2));
  return whole.map((side, axis) => (axis === at ? side * batch : side));
}

function withRest(target: readonly number[], size: number): number[] {
  const known = sizeOf(target.filter((side) => side !== -1));
  return target.map((side) => (side === -1 ? size / known : side));
}

function flattened(node: OnnxNode, shape: readonly number[]): number[] {
  const axis = node.number('axis', 1);
  const at = axis < 0 ? axis + shape.length : axis;
  return [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at))];
}

function squeezed(
  node: OnnxNode,
  shape: readonly number[],
  inputs: readonly (Value | undefined)[],
): number[] {
  const given = numbersOrAttribute(node, inputs, 1, 'axes');
  const axes = given?.map((axis) => axisOf(node, axis, shape.length));
  return shape.filter((side, axis) => !(axes === undefined ? side === 1 : axes.includes(axis)));
}

function unsqueezed(
  node: OnnxNode,
  shape: readonly number[],
  inputs: readonly (Value | undefined)[],
): number[] {
  const given = numbersOrAttribute(node, inputs, 1, 'axes') ?? [];
  const rank = shape.length + given.length;
  const axes = given.map((axis) => axisOf(node, axis, rank));
  const rest = [...shape];
  return upTo(rank).map((axis) => (axes.includes(axis) ? 1 : (rest.shift() ?? 1)));
}

/** A part along one axis. */
export function sliced(
  node: OnnxNode,
  x: Activation,
  axis: number,
  begin: number,
  size: number,
  graph: GraphBuilder,
): Activation {
  const side = x.shape[axis] as number;
  if (begin === 0 && size === side) return x;
  if (isBatch(side)) node.refuse('takes some images of a batch', 'all of them');
  if (!(begin >= 0 && size > 0 && begin + size <= side))
    node.refuse(`takes ${size} from ${begin} of ${side}`, 'places that are there');
  const shape = x.shape.map((other, at) => (at === axis ? size : other));
  return graph.operation(
    node,
    'slice',
    [x],
    { axis: x.order.indexOf(axis), begin, size },
    { shape, order: x.order },
  );
}

/** Some places along one axis, in any order. */
function gathered(
  node: OnnxNode,
  x: Activation,
  axis: number,
  indices: readonly number[],
  graph: GraphBuilder,
): Activation {
  const [first = 0] = indices;
  if (indices.every((index, at) => index === first + at))
    return sliced(node, x, axis, first, indices.length, graph);
  const side = x.shape[axis] as number;
  if (isBatch(side)) node.refuse('takes some images of a batch', 'all of them');
  const wrong = indices.find((index) => !(Number.isInteger(index) && index >= 0 && index < side));
  if (wrong !== undefined) node.refuse(`takes place ${wrong} of ${side}`, 'places that are there');
  const shape = x.shape.map((other, at) => (at === axis ? indices.length : other));
  const attributes = { axis: x.order.indexOf(axis), indices };
  return graph.operation(node, 'gather', [x], attributes, { shape, order: x.order });
}

/** begin, begin + step, … as Python's slices are. */
export function sliceIndices(side: number, begin: number, end: number, step: number): number[] {
  const positive = (index: number) => (index < 0 ? index + side : index);
  const clamp = (index: number, low: number, high: number) => Math.min(Math.max(positive(index), low), high);
  const from = step > 0 ? clamp(begin, 0, side) : clamp(begin, 0, side - 1);
  const to = step > 0 ? clamp(end, 0, side) : clamp(end, -1, side - 1);
  return Array.from(
    { length: Math.max(0, Math.ceil((to - from) / step)) },
    (_, index) => from + index * step,
  );
}

export interface SliceRange {
  readonly axis: number;
  readonly begin: number;
  readonly end: number;
  readonly step: number;
}

export function sliceRanges(
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
  rank: number,
): SliceRange[] {
  const begins = numbersOf(node, inputs, 1);
  const ends = numbersOf(node, inputs, 2);
  const axes = inputs[3] === undefined ? upTo(begins.length) : numbersOf(node, inputs, 3);
  const steps = inputs[4] === undefined ? begins.map(() => 1) : numbersOf(node, inputs, 4);
  return axes.map((axis, index) => {
    const [begin, end, step] = [begins[index], ends[index], steps[index]];
    if (begin === undefined || end === undefined || !step)
      return node.refuse('has no range for an axis', 'begin, end and step');
    return { axis: axisOf(node, axis, rank), begin, end, step };
  });
}

const slice: Op = (node, inputs, graph) => {
  let x = activationOf(node, inputs);
  for (const { axis, begin, end, step } of sliceRanges(node, inputs, x.shape.length)) {
    const side = x.shape[axis] as number;
    if (isBatch(side) && begin === 0 && end >= side && step === 1) continue;
    if (isBatch(side)) node.refuse('takes some images of a batch', 'all of them');
    x = gathered(node, x, axis, sliceIndices(side, begin, end, step), graph);
  }
  return x;
};

const gather: Op = (node, inputs, graph) => {
  const x = activationOf(node, inputs);
  const indices = constantOf(node, inputs, 1);
  const axis = axisOf(node, node.number('axis', 0), x.shape.length);
  const side = x.shape[axis] as number;
  const places = numbersOf(node, inputs, 1).map((index) => (index < 0 ? index + side : index));
  const taken = gathered(node, x, axis, places, graph);
  return graph.reshape(node, taken, [
    ...x.shape.slice(0, axis),
    ...indices.shape,
    ...x.shape.slice(axis + 1),
  ]);
};

/** How many places each output of a Split has. */
export function splitSizes(
  node: OnnxNode,
  side: number,
  inputs: readonly (Value | undefined)[],
): readonly number[] {
  const given = numbersOrAttribute(node, inputs, 1, 'split');
  const most = Math.ceil(side / node.outputs.length);
  const sizes = given ?? node.outputs.map((_, index) => Math.min(most, side - index * most));
  if (sizes.length === node.outputs.length && sizes.reduce((sum, size) => sum + size, 0) === side)
    return sizes;
  return node.refuse(
    `splits ${side} places into [${sizes}]`,
    `a size for each of ${node.outputs.length} outputs`,
  );
}

const split: Op = (node, inputs, graph) => {
  const x = activationOf(node, inputs);
  const axis = axisOf(node, node.number('axis', 0), x.shape.length);
  let begin = 0;
  return splitSizes(node, x.shape[axis] as number, inputs).map((size) => {
    const part = sliced(node, x, axis, begin, size, graph);
    begin += size;
    return part;
  });
};

/** Constants among the parts, such as a class token, are weights; each image gets a copy. */
const concat: Op = (node, inputs, graph) => {
  const parts = inputs.filter((value): value is Value => value !== undefined);
  const lead =
    parts.find((value): value is Activation => value.kind === 'activation') ?? activationOf(node, []);
  const { order } = lead;
  const rank = lead.shape.length;
  const axis = axisOf(node, node.number('axis', 0), rank);
  if (parts.some(({ shape }) => shape.length !== rank))
    node.refuse('joins values of different ranks', `${rank} axes`);
  const shape = parts
    .map((part) => part.shape.map((side, at) => (at === axis ? 1 : side)))
    .reduce((one, other) => broadcast(node, one, other))
    .map((side, at) =>
      at === axis ? parts.reduce((sum, part) => sum + (part.shape[axis] as number), 0) : side,
    );
  const operands = parts.map((part) => {
    if (part.kind === 'activation') return graph.inOrder(node, part, order);
    const own = upTo(rank).map((at) => (at === axis ? (part.shape[at] as number) : (shape[at] as number)));
    return graph.broadcastWeight(node, part, { shape: own, order });
  });
  return graph.operation(node, 'concat', operands, { axis: order.indexOf(axis) }, { shape, order });
};

const pad: Op = (node, inputs, graph) => {
  const x = activationOf(node, inputs);
  const rank = x.shape.length;
  const axes =
    inputs[3] === undefined ? upTo(rank) : numbersOf(node, inputs, 3).map((axis) => axisOf(node, axis, rank));
  const given = numbersOf(node, inputs, 1);
  const around = (axis: number): [number, number] => {
    const index = axes.indexOf(axis);
    return index < 0 ? [0, 0] : [given[index] ?? 0, given[index + axes.length] ?? 0];
  };
  const mode = node.text('mode', 'constant');
  if (mode === 'constant') {
    const value = inputs[2] === undefined ? 0 : (numbersOf(node, inputs, 2)[0] ?? 0);
    if (given.some((count) => count < 0)) node.refuse('cuts values off', 'counts of at least 0');
    const shape = x.shape.map((side, axis) => around(axis).reduce((sum, count) => sum + count, side));
    return graph.operation(
      node,
      'pad',
      [x],
      { paddings: x.order.map(around), value },
      { shape, order: x.order },
    );
  }
  if (mode !== 'reflect' && mode !== 'edge') node.refuse(`pads by '${mode}'`, 'constant, reflect or edge');
  return upTo(rank).reduce((value, axis) => {
    const [begin, end] = around(axis);
    const side = value.shape[axis] as number;
    if (begin === 0 && end === 0) return value;
    const clamped = (index: number) => Math.min(Math.max(index, 0), side - 1);
    const mirrored = (index: number) =>
      clamped(index < 0 ? -index : index >= side ? 2 * side - 2 - index : index);
    const indices = upTo(side + begin + end).map((index) =>
      (mode === 'edge' ? clamped : mirrored)(index - begin),
    );
    return gathered(node, value, axis, indices, graph);
  }, x);
};

const expand: Op = (node, inputs, graph) => {
  const x = activationOf(node, inputs);
  const asked = numbersOf(node, inputs, 1);
  const raised = graph.raise(node, x, Math.max(x.shape.length, asked.length));
  const shape = broadcast(node, raised.shape, asked);
  const reps = raised.order.map((axis) => (shape[axis] as number) / (raised.shape[axis] as number));
  if (reps.every((count) => count === 1)) return raised;
  return graph.operation(node, 'tile', [raised], { reps }, { shape, order: raised.order });
};

/** Only what is lying where changes its name. */
const transpose: Op = (node, inputs) => {
  const x = activationOf(node, inputs);
  const perm = permOf(node, x.shape.length);
  const shape = perm.map((axis) => x.shape[axis] as number);
  return { ...x, shape, order: x.order.map((axis) => perm.indexOf(axis)) };
};

/** The axis of the input that each axis of the output is. */
export function permOf(node: OnnxNode, rank: number): readonly number[] {
  const perm = node.numbers('perm', upTo(rank).reverse());
  if (perm.length === rank && upTo(rank).every((axis) => perm.includes(axis))) return perm;
  return node.refuse(`has perm [${perm}]`, `each of ${rank} axes once`);
}

const identity: Op = (node, inputs): Value => {
  const x = inputs[0];
  if (x === undefined) return node.refuse('has no input', 'one');
  const [name = ''] = node.outputs;
  return x.kind === 'constant' ? renamed(x, name) : x;
};

/** An exporter that finds two equal tensors writes the second one as a copy, under its own name. */
function renamed(x: Constant, name: string): Constant {
  return { ...x, name, ...(x.source && { source: { ...x.source, name } }) };
}

const shapeOf: Op = (node, inputs) => {
  const { shape } = inputs[0] ?? activationOf(node, inputs);
  const whole = sliceIndices(shape.length, node.number('start', 0), node.number('end', shape.length), 1);
  return integers(
    node,
    [whole.length],
    whole.map((axis) => shape[axis] as number),
  );
};

/** Of ONNX's numbers for types, those of real numbers: all are float32 here. */
export const floatTypes: readonly number[] = [1, 10, 11, 16];

const cast: Op = (node, inputs) => {
  if (!floatTypes.includes(node.number('to', 0)))
    node.refuse('makes integers of computed values', 'real numbers');
  return activationOf(node, inputs);
};

/** What follows the type of another value; a computed one is real. */
const castLike: Op = (node, inputs) => {
  const [x, like] = inputs;
  if (x?.kind !== 'constant') return activationOf(node, inputs);
  const real = like?.kind === 'activation' || (like !== undefined && isFloat(like));
  return real && !isFloat(x) ? { ...x, data: Float32Array.from(x.data) } : x;
};

const tile: Op = (node, inputs, graph) => {
  const x = activationOf(node, inputs);
  const reps = numbersOf(node, inputs, 1);
  const fits = reps.length === x.shape.length && reps.every((count) => Number.isInteger(count) && count > 0);
  if (!fits) node.refuse(`repeats its axes [${reps}] times`, 'a number for each axis');
  const shape = x.shape.map((side, axis) => side * (reps[axis] as number));
  const attributes = { reps: x.order.map((axis) => reps[axis] as number) };
  return graph.operation(node, 'tile', [x], attributes, { shape, order: x.order });
};

export const moving: Ops = {
  Cast: cast,
  CastLike: castLike,
  Concat: concat,
  Dropout: identity,
  Expand: expand,
  Flatten: reshaped(flattened),
  Gather: gather,
  Identity: identity,
  Pad: pad,
  Reshape: reshaped(reshapeTarget),
  Shape: shapeOf,
  Size: (node, inputs) => integers(node, [], [sizeOf((inputs[0] ?? activationOf(node, inputs)).shape)]),
  Slice: slice,
  Split: split,
  Squeeze: reshaped(squeezed),
  Tile: tile,
  Transpose: transpose,
  Unsqueeze: reshaped(unsqueezed),
};
