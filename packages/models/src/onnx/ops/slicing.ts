import type { OnnxNode } from '../graph/onnx-node';
import { type Activation, isBatch } from '../values/activation';
import type { GraphBuilder } from '../values/graph-builder';
import { activationOf, axisOf, constantOf, integersOf, type Op, type Ops } from './op';
import { listOf, placesOfSlice, sliceRanges, splitSizes } from './stated';

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
  graph.budget.spend(node, Float64Array.BYTES_PER_ELEMENT * indices.length);
  const shape = x.shape.map((other, at) => (at === axis ? indices.length : other));
  const attributes = { axis: x.order.indexOf(axis), indices };
  return graph.operation(node, 'gather', [x], attributes, { shape, order: x.order });
}

const slice: Op = (node, inputs, graph) => {
  let x = activationOf(node, inputs);
  for (const { axis, begin, end, step } of sliceRanges(node, inputs, x.shape.length)) {
    const side = x.shape[axis] as number;
    if (isBatch(side) && begin === 0 && end >= side && step === 1) continue;
    if (isBatch(side)) node.refuse('takes some images of a batch', 'all of them');
    x = gathered(node, x, axis, listOf(placesOfSlice(side, begin, end, step)), graph);
  }
  return x;
};

const gather: Op = (node, inputs, graph) => {
  const x = activationOf(node, inputs);
  const indices = constantOf(node, inputs, 1);
  const axis = axisOf(node, node.number('axis', 0), x.shape.length);
  const side = x.shape[axis] as number;
  const places = integersOf(node, inputs, 1).map((index) => (index < 0 ? index + side : index));
  const taken = gathered(node, x, axis, places, graph);
  return graph.reshape(node, taken, [
    ...x.shape.slice(0, axis),
    ...indices.shape,
    ...x.shape.slice(axis + 1),
  ]);
};

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
