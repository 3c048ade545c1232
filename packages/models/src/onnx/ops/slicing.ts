import type { OnnxNode } from '../graph/onnx-node';
import { type Activation, isBatch, upTo, type Value } from '../values/activation';
import type { GraphBuilder } from '../values/graph-builder';
import { activationOf, axisOf, constantOf, numbersOf, numbersOrAttribute, type Op, type Ops } from './op';

/** A part along one axis. */
function sliced(
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
export function gathered(
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

interface SliceRange {
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

/** Operators that take a part of the values. */
export const slicing: Ops = {
  Gather: gather,
  Slice: slice,
  Split: split,
};
