import { savedNumber } from '../layers/kernels/saved-number';
import { type Activation, upTo, type Value } from '../values/activation';
import { broadcast } from '../values/fold';
import { checkShape } from '../values/limits';
import { activationOf, axisOf, integersOf, numbersOf, type Op, type Ops } from './op';
import { gathered } from './slicing';
import { permOf } from './stated';

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
    inputs[3] === undefined
      ? upTo(rank)
      : integersOf(node, inputs, 3).map((axis) => axisOf(node, axis, rank));
  const given = integersOf(node, inputs, 1);
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
      { paddings: x.order.map(around), value: savedNumber(value) },
      { shape, order: x.order },
    );
  }
  if (mode !== 'reflect' && mode !== 'edge') node.refuse(`pads by '${mode}'`, 'constant, reflect or edge');
  return upTo(rank).reduce((value, axis) => {
    const [begin, end] = around(axis);
    const side = value.shape[axis] as number;
    if (begin === 0 && end === 0) return value;
    if (mode === 'reflect' && Math.max(begin, end) >= side)
      node.refuse(`reflects ${Math.max(begin, end)} of ${side} values`, 'fewer than there are');
    checkShape(
      node,
      value.shape.map((other, at) => (at === axis ? side + begin + end : other)),
    );
    const clamped = (index: number) => Math.min(Math.max(index, 0), side - 1);
    const mirrored = (index: number) => (index < 0 ? -index : index >= side ? 2 * side - 2 - index : index);
    const indices = upTo(side + begin + end).map((index) =>
      (mode === 'edge' ? clamped : mirrored)(index - begin),
    );
    return gathered(node, value, axis, indices, graph);
  }, x);
};

const expand: Op = (node, inputs, graph) => {
  const x = activationOf(node, inputs);
  const asked = integersOf(node, inputs, 1);
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

const tile: Op = (node, inputs, graph) => {
  const x = activationOf(node, inputs);
  const reps = integersOf(node, inputs, 1);
  const fits = reps.length === x.shape.length && reps.every((count) => count > 0);
  if (!fits) node.refuse(`repeats its axes [${reps}] times`, 'a number for each axis');
  const shape = x.shape.map((side, axis) => side * (reps[axis] as number));
  const attributes = { reps: x.order.map((axis) => reps[axis] as number) };
  return graph.operation(node, 'tile', [x], attributes, { shape, order: x.order });
};

/** Operators that join, repeat, pad or reorder values. */
export const moving: Ops = {
  Concat: concat,
  Expand: expand,
  Pad: pad,
  Tile: tile,
  Transpose: transpose,
};
