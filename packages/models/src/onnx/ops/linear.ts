import { layers } from '@tensorflow/tfjs-layers';
import type { Constant } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import { type Activation, upTo } from '../values/activation';
import { broadcast } from '../values/fold';
import type { GraphBuilder } from '../values/graph-builder';
import { operand, type Weight, weight } from '../values/weight';
import { activationOf, constantOf, type Ops } from './op';

/** A matrix that multiplies the last axis is a dense layer: [in, out] in TensorFlow.js, often [out, in] in the file. */
function dense(
  node: OnnxNode,
  x: Activation,
  matrix: Constant,
  transposed: boolean,
  bias: Constant | undefined,
  graph: GraphBuilder,
): Activation {
  const axes = transposed ? [1, 0] : [0, 1];
  const [inputs, units] = axes.map((axis) => matrix.shape[axis]) as [number, number];
  const last = x.shape.length - 1;
  if (matrix.shape.length !== 2 || inputs !== x.shape[last]) {
    node.refuse(
      `has a matrix of shape [${matrix.shape}] for [${x.shape}]`,
      'one that multiplies the last axis',
    );
  }
  const ready = graph.withLast(node, x, last);
  const layer = (name: string) =>
    layers.dense({ name, units, useBias: bias !== undefined, kernelInitializer: 'zeros' });
  const weights = [
    weight(matrix, axes),
    ...(bias === undefined ? [] : [{ ...weight(bias), shape: [units] }]),
  ];
  return graph.apply(node, layer, [ready], weights, {
    shape: [...x.shape.slice(0, -1), units],
    order: ready.order,
  });
}

export const linear: Ops = {
  Gemm: (node, inputs, graph) => {
    const x = activationOf(node, inputs);
    if (node.number('transA', 0) !== 0 || node.number('alpha', 1) !== 1 || node.number('beta', 1) !== 1) {
      node.refuse('transposes or scales its input', 'transA = 0, alpha = 1 and beta = 1');
    }
    const matrix = constantOf(node, inputs, 1);
    const transposed = node.number('transB', 0) === 1;
    const bias = inputs[2] === undefined ? undefined : constantOf(node, inputs, 2);
    const units = matrix.shape[transposed ? 0 : 1];
    if (bias !== undefined && bias.data.length !== units) {
      node.refuse(`has a bias of shape [${bias.shape}]`, `[${units}]`);
    }
    return dense(node, x, matrix, transposed, bias, graph);
  },
  MatMul: (node, inputs, graph) => {
    const [a, b] = inputs;
    if (a?.kind === 'activation' && b?.kind === 'constant' && b.shape.length === 2) {
      return dense(node, a, b, false, undefined, graph);
    }
    const ranks = [a, b].map((value) => value?.shape.length ?? 0);
    if (a === undefined || b === undefined || Math.min(...ranks) < 2)
      node.refuse(`multiplies ranks ${ranks}`, 'matrices');
    const rank = Math.max(...ranks);
    const operands = [a, b].flatMap((value): (Activation | Weight)[] => {
      if (value === undefined) return [];
      if (value.kind === 'constant') return [operand(value, upTo(value.shape.length), value.shape)];
      return [graph.inOrder(node, graph.raise(node, value, rank), upTo(rank))];
    });
    const [one, other] = operands.map(({ shape }) => shape) as [readonly number[], readonly number[]];
    const [inner, rows] = [one.at(-1), other.at(-2)];
    if (inner !== rows) node.refuse(`multiplies [${one}] by [${other}]`, 'as many columns as rows');
    const shape = [
      ...broadcast(node, one.slice(0, -2), other.slice(0, -2)),
      one.at(-2),
      other.at(-1),
    ] as number[];
    return graph.operation(node, 'matMul', operands, {}, { shape, order: upTo(shape.length) });
  },
};
