import type { Constant } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import { type Activation, isBatch, upTo, type Value } from '../values/activation';
import { broadcast } from '../values/fold';
import type { GraphBuilder } from '../values/graph-builder';
import { activationOf, type Op, type Ops } from './op';
import { reducedAxes } from './stated';

/** Of two values that broadcast, one of which may be a weight. */
function binary(kernel: string): Op {
  return (node, [a, b], graph) => pair(node, kernel, a, b, graph);
}

function pair(
  node: OnnxNode,
  kernel: string,
  a: Value | undefined,
  b: Value | undefined,
  graph: GraphBuilder,
): Activation {
  const values = [a, b].filter((value): value is Value => value !== undefined);
  const rank = Math.max(...values.map(({ shape }) => shape.length));
  const shape = values.map(({ shape }) => shape).reduce((one, other) => broadcast(node, one, other), []);
  const raised = values.map((value) =>
    value.kind === 'activation' ? graph.raise(node, value, rank) : value,
  );
  const lead = raised.find((value) => value.kind === 'activation') ?? activationOf(node, [a, b]);
  const { order } = lead as Activation;
  const operands = raised.map((value) =>
    value.kind === 'activation'
      ? graph.inOrder(node, value, order)
      : graph.broadcastWeight(node, value, { shape, order }),
  );
  return graph.operation(node, kernel, operands, {}, { shape, order });
}

/** Of any number of values. */
function variadic(kernel: string): Op {
  return (node, [first, ...others], graph) => {
    if (first === undefined) return node.refuse('has no input', 'at least one');
    return others.reduce<Value>((sum, other) => pair(node, kernel, sum, other, graph), first);
  };
}

/** Sums and means along axes. */
function reduce(kernel: 'reduce' | 'norm', by?: string): Op {
  return (node, inputs, graph) => {
    const x = activationOf(node, inputs);
    const rank = x.shape.length;
    const axes = reducedAxes(node, inputs, rank);
    if (axes.length === 0) return x;
    return along(node, x, axes, node.number('keepdims', 1) === 1, graph, kernel, by);
  };
}

function along(
  node: OnnxNode,
  x: Activation,
  axes: readonly number[],
  keep: boolean,
  graph: GraphBuilder,
  kernel: string,
  by?: string,
): Activation {
  if (axes.some((axis) => isBatch(x.shape[axis] as number))) {
    node.refuse('is over the images of a batch', 'one image at a time');
  }
  const places = axes.map((axis) => x.order.indexOf(axis));
  const left = upTo(x.shape.length).filter((axis) => !axes.includes(axis));
  const attributes = { axes: places, keep, ...(by !== undefined && { by }) };
  const kept = { shape: x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side)), order: x.order };
  const dropped = {
    shape: left.map((axis) => x.shape[axis] as number),
    order: x.order.filter((axis) => left.includes(axis)).map((axis) => left.indexOf(axis)),
  };
  return graph.operation(node, kernel, [x], attributes, keep ? kept : dropped);
}

function globalPool(by: 'mean' | 'max'): Op {
  return (node, inputs, graph) => {
    const x = activationOf(node, inputs);
    return along(node, x, upTo(x.shape.length).slice(2), true, graph, 'reduce', by);
  };
}

/** Exponents that have a kernel of their own, with a simpler gradient. */
const powers = new Map([
  [2, 'square'],
  [0.5, 'sqrt'],
]);

function onlyValue(value: Value | undefined): number | undefined {
  const { data, learned } = (value ?? {}) as Partial<Constant>;
  return data?.length === 1 && !(learned && (value?.shape.length ?? 0) > 0) ? data[0] : undefined;
}

export const arithmetic: Ops = {
  Add: binary('add'),
  Div: binary('div'),
  GlobalAveragePool: globalPool('mean'),
  GlobalMaxPool: globalPool('max'),
  Max: variadic('max'),
  Min: variadic('min'),
  Mul: binary('mul'),
  Pow: (node, [a, b], graph) => {
    const kernel = powers.get(onlyValue(b) ?? 0);
    if (kernel === undefined) return pair(node, 'pow', a, b, graph);
    const x = activationOf(node, [a]);
    return graph.operation(node, kernel, [x], {}, x);
  },
  ReduceL2: reduce('norm'),
  ReduceMax: reduce('reduce', 'max'),
  ReduceMean: reduce('reduce', 'mean'),
  ReduceMin: reduce('reduce', 'min'),
  ReduceSum: reduce('reduce', 'sum'),
  Sub: binary('sub'),
  Sum: variadic('add'),
};
