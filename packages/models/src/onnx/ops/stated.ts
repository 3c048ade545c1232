import type { OnnxNode } from '../graph/onnx-node';
import { upTo, type Value } from '../values/activation';
import { axisOf, integersOf, integersOrAttribute } from './op';

/** Of ONNX's numbers for types, those of real numbers: all are float32 here. */
export const floatTypes: readonly number[] = [1, 10, 11, 16];

/** The axis of the input that each axis of the output is. */
export function permOf(node: OnnxNode, rank: number): readonly number[] {
  const perm = node.integers('perm', upTo(rank).reverse());
  if (perm.length === rank && upTo(rank).every((axis) => perm.includes(axis))) return perm;
  return node.refuse(`has perm [${perm}]`, `each of ${rank} axes once`);
}

/** Places of Python's slice: the first one, how many, and how far they are apart. */
export interface Places {
  readonly first: number;
  readonly count: number;
  readonly step: number;
}

export function placesOfSlice(side: number, begin: number, end: number, step: number): Places {
  const positive = (index: number) => (index < 0 ? index + side : index);
  const clamp = (index: number, low: number, high: number) => Math.min(Math.max(positive(index), low), high);
  const first = step > 0 ? clamp(begin, 0, side) : clamp(begin, 0, side - 1);
  const to = step > 0 ? clamp(end, 0, side) : clamp(end, -1, side - 1);
  return { first, count: Math.max(0, Math.ceil((to - first) / step)), step };
}

export function listOf({ first, count, step }: Places): number[] {
  return upTo(count).map((index) => first + index * step);
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
  const begins = integersOf(node, inputs, 1);
  const ends = integersOf(node, inputs, 2);
  const axes = inputs[3] === undefined ? upTo(begins.length) : integersOf(node, inputs, 3);
  const steps = inputs[4] === undefined ? begins.map(() => 1) : integersOf(node, inputs, 4);
  if (axes.length > rank) node.refuse(`takes ranges of ${axes.length} axes`, `at most ${rank}`);
  return axes.map((axis, index) => {
    const [begin, end, step] = [begins[index], ends[index], steps[index]];
    if (begin === undefined || end === undefined || !step)
      return node.refuse('has no range for an axis', 'begin, end and step');
    return { axis: axisOf(node, axis, rank), begin, end, step };
  });
}

/** How many places each output of a Split has. */
export function splitSizes(
  node: OnnxNode,
  side: number,
  inputs: readonly (Value | undefined)[],
): readonly number[] {
  const given = integersOrAttribute(node, inputs, 1, 'split');
  if (node.outputs.length > 4096) node.refuse(`has ${node.outputs.length} outputs`, 'at most 4096');
  const most = Math.ceil(side / node.outputs.length);
  const sizes = given ?? node.outputs.map((_, index) => Math.min(most, side - index * most));
  const whole = sizes.every((size) => size >= 0) && sizes.reduce((sum, size) => sum + size, 0) === side;
  if (sizes.length === node.outputs.length && whole) return sizes;
  return node.refuse(
    `splits ${side} places into [${sizes}]`,
    `a size for each of ${node.outputs.length} outputs`,
  );
}

/** The axes that a sum or a mean is over: all if none are named, unless the node says that none is meant. */
export function reducedAxes(
  node: OnnxNode,
  inputs: readonly (Value | undefined)[],
  rank: number,
): readonly number[] {
  const given = integersOrAttribute(node, inputs, 1, 'axes') ?? [];
  if (given.length > 0) return given.map((axis) => axisOf(node, axis, rank));
  return node.number('noop_with_empty_axes', 0) === 1 ? [] : upTo(rank);
}
