import type { Constant } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import type { Activation, Value } from '../values/activation';
import type { GraphBuilder } from '../values/graph-builder';

/** What a node computes: its outputs, in order. Inputs that are left out are undefined. */
export type Op = (
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
  graph: GraphBuilder,
) => Value | readonly Value[];

/** Several operators by ONNX's names. */
export type Ops = Readonly<Record<string, Op>>;

export function activationOf(node: OnnxNode, inputs: readonly (Value | undefined)[], index = 0): Activation {
  const value = inputs[index];
  if (value?.kind === 'activation') return value;
  return node.refuse(
    `has ${value === undefined ? 'no' : 'a constant for'} input ${index}`,
    'a value that is computed from the images',
    'Export the module that takes images and returns logits.',
  );
}

export function constantOf(node: OnnxNode, inputs: readonly (Value | undefined)[], index: number): Constant {
  const value = inputs[index];
  if (value?.kind === 'constant') return value;
  return node.refuse(
    `has ${value === undefined ? 'no' : 'a computed value for'} input ${index}`,
    'a weight or a constant',
    'Export the model for images of a fixed size.',
  );
}

/** The values of a small constant, such as a shape. */
export function numbersOf(node: OnnxNode, inputs: readonly (Value | undefined)[], index: number): number[] {
  const { data } = constantOf(node, inputs, index);
  if (data.length <= 4096) return Array.from(data);
  return node.refuse(`has ${data.length} values for input ${index}`, 'at most 4096');
}

/** The same of integers: a shape, axes, sizes. */
export function integersOf(
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
  index: number,
): readonly number[] {
  return node.wholeNumbers(numbersOf(node, inputs, index), `input ${index}`);
}

/** Integers in an attribute of older operators that is an input of newer ones. */
export function integersOrAttribute(
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
  index: number,
  attribute: string,
): readonly number[] | undefined {
  if (inputs[index] !== undefined) return integersOf(node, inputs, index);
  return node.has(attribute) ? node.integers(attribute) : undefined;
}

/** Counted from the end if it is negative. */
export function axisOf(node: OnnxNode, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(positive) && positive >= 0 && positive < rank) return positive;
  return node.refuse(`has the axis ${axis}`, `one of ${rank}`);
}
