import { sizeOf } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import { batch, isBatch, upTo, type Value } from '../values/activation';
import type { GraphBuilder } from '../values/graph-builder';
import { checkSides } from '../values/limits';
import { activationOf, axisOf, integersOf, integersOrAttribute, type Op, type Ops } from './op';

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
    checkSides(node, shape);
    return { ...x, shape };
  };
}

/** The shape that `Reshape` asks for: −1 is what is left, 0 as it was. */
function reshapeTarget(
  node: OnnxNode,
  from: readonly number[],
  inputs: readonly (Value | undefined)[],
  { images }: GraphBuilder,
): readonly number[] {
  const asked = integersOf(node, inputs, 1);
  const zeros = node.number('allowzero', 0) === 1;
  const target = asked.map((side, axis) => (side === 0 && !zeros ? (from[axis] ?? 0) : side));
  if (images === undefined || target.some(isBatch)) return withRest(target, sizeOf(from));
  return withFreeBatch(node, from, target, images);
}

/**
 * The file was made for a number of images, mostly one, and so are its shapes. Where the batch's axis goes, the batch goes: to a
 * side of that many, or else to the axis that begins where it began; but not to the last one, which is that of the features.
 */
function withFreeBatch(
  node: OnnxNode,
  from: readonly number[],
  target: readonly number[],
  images: number,
): readonly number[] {
  const batchAxis = from.findIndex(isBatch);
  if (batchAxis < 0) return withRest(target, sizeOf(from));
  const stated = from.map((side, axis) => (axis === batchAxis ? (side / batch) * images : side));
  const whole = withRest(target, sizeOf(stated));
  const first = sizeOf(stated.slice(0, batchAxis));
  const last = (first * (stated[batchAxis] as number)) / images;
  const begins = whole.map((_, axis) => sizeOf(whole.slice(0, axis)));
  const one = begins.findIndex((begin, axis) => begin >= first && begin <= last && whole[axis] === images);
  const at = one >= 0 ? one : Math.min(begins.indexOf(first), Math.max(0, whole.length - 2));
  if ((whole[at] as number) % images !== 0)
    node.refuse(`makes [${whole}] of ${images} images`, 'a side that is a multiple of their number');
  return whole.map((side, axis) => (axis === at ? (side / images) * batch : side));
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
  const given = integersOrAttribute(node, inputs, 1, 'axes');
  const axes = given?.map((axis) => axisOf(node, axis, shape.length));
  return shape.filter((side, axis) => !(axes === undefined ? side === 1 : axes.includes(axis)));
}

function unsqueezed(
  node: OnnxNode,
  shape: readonly number[],
  inputs: readonly (Value | undefined)[],
): number[] {
  const given = integersOrAttribute(node, inputs, 1, 'axes') ?? [];
  const rank = shape.length + given.length;
  const axes = given.map((axis) => axisOf(node, axis, rank));
  const rest = [...shape];
  return upTo(rank).map((axis) => (axes.includes(axis) ? 1 : (rest.shift() ?? 1)));
}

/** Operators that give values another shape; they stay in their order. */
export const reshaping: Ops = {
  Flatten: reshaped(flattened),
  Reshape: reshaped(reshapeTarget),
  Squeeze: reshaped(squeezed),
  Unsqueeze: reshaped(unsqueezed),
};
