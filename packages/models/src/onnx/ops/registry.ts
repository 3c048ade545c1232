import type { Constant } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import type { Value } from '../values/activation';
import type { GraphBuilder } from '../values/graph-builder';
import { activations } from './activations';
import { arithmetic } from './arithmetic';
import { constantOps } from './constants';
import { convolution } from './convolution';
import { linear } from './linear';
import { moving } from './moving';
import { normalizations } from './normalizations';
import type { Ops } from './op';
import { passing } from './passing';
import { pools } from './pools';
import { reshaping } from './reshaping';
import { slicing } from './slicing';

/** What becomes of a node, by ONNX's name for it: a new operator is an entry in one of these files. */
const ops: Ops = {
  ...activations,
  ...arithmetic,
  ...convolution,
  ...linear,
  ...moving,
  ...normalizations,
  ...passing,
  ...pools,
  ...reshaping,
  ...slicing,
};

/** The operators that are read, and those that are read of shapes and constants only. */
export const operators: Readonly<Record<'read' | 'folded', readonly string[]>> = {
  read: Object.keys(ops).sort(),
  folded: Object.keys(constantOps)
    .filter((name) => !Object.hasOwn(ops, name))
    .sort(),
};

/** What a node computes. @throws {OnnxFileError} It is not read, or not in this form. */
export function valuesOf(
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
  graph: GraphBuilder,
): readonly Value[] {
  const values = [computedBy(node, inputs, graph)].flat();
  graph.budget.spendOn(node, inputs, values);
  return values;
}

function computedBy(
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
  graph: GraphBuilder,
): Value | readonly Value[] {
  const fold = Object.hasOwn(constantOps, node.op) ? constantOps[node.op] : undefined;
  if (fold !== undefined && inputs.every(isConstant)) return fold(node, inputs);
  const op = Object.hasOwn(ops, node.op) ? ops[node.op] : undefined;
  if (op !== undefined) return op(node, inputs, graph);
  if (fold !== undefined) {
    node.refuse(
      'is given a value that is computed from the images',
      `shapes and constants: ${node.op} is read of these only`,
      'Rewrite that part of the module, and export it again.',
    );
  }
  return node.refuse(
    'is of a kind that is not read',
    `one of the ${operators.read.length} operators that the README of @exmodel/models lists`,
    'Rewrite that part of the module with these, and export it again.',
  );
}

/** A constant, or nothing. */
function isConstant(value: Value | undefined): value is Constant | undefined {
  return value?.kind !== 'activation';
}
