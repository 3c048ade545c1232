import { type Constant, sizeOf } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import { upTo } from './activation';
import { checkConstant } from './limits';

/** A constant that a node computes. */
export function computed(
  node: OnnxNode,
  from: readonly Constant[],
  shape: readonly number[],
  data: Float32Array | Float64Array,
): Constant {
  return {
    kind: 'constant',
    shape,
    data,
    learned: from.some(({ learned }) => learned),
    name: node.outputs[0] ?? '',
  };
}

/** Whole numbers that a node computes: a shape, a side. */
export function integers(node: OnnxNode, shape: readonly number[], data: ArrayLike<number>): Constant {
  return computed(node, [], shape, Float64Array.from(data));
}

/** The values at places of a constant. @param places Of each value of the result. */
export function picked(
  node: OnnxNode,
  from: Constant,
  shape: readonly number[],
  place: (at: number[]) => number,
): Constant {
  const data = emptyLike(node, from.data, shape);
  const at = shape.map(() => 0);
  for (let index = 0; index < data.length; index++) {
    data[index] = from.data[place(at)] as number;
    next(at, shape);
  }
  return computed(node, [from], shape, data);
}

/** f of each value, or of each pair of values of constants that broadcast. */
export function mapped(
  node: OnnxNode,
  from: readonly Constant[],
  f: (...values: number[]) => number,
  result: Float32Array | Float64Array | undefined = from.find(
    ({ data }) => data instanceof Float32Array,
  )?.data,
): Constant {
  const shape = from.map(({ shape }) => shape).reduce((a, b) => broadcast(node, a, b));
  const data = emptyLike(node, result ?? new Float64Array(), shape);
  const places = from.map(({ shape: own }) => broadcastPlace(own));
  const at = shape.map(() => 0);
  for (let index = 0; index < data.length; index++) {
    data[index] = f(...from.map((constant, i) => constant.data[places[i]?.(at) ?? 0] as number));
    next(at, shape);
  }
  return computed(node, from, shape, data);
}

/** The shape of what broadcasts to one. */
export function broadcast(node: OnnxNode, one: readonly number[], other: readonly number[]): number[] {
  const rank = Math.max(one.length, other.length);
  const [a, b] = [expanded(one, rank), expanded(other, rank)];
  return a.map((side, axis) => {
    const across = b[axis] as number;
    if (side === across || across === 1) return side;
    return side === 1 ? across : node.refuse(`is given [${one}] and [${other}]`, 'shapes that broadcast');
  });
}

/** With sides of 1 in front. */
export function expanded(shape: readonly number[], rank: number): number[] {
  return [...Array<number>(rank - shape.length).fill(1), ...shape];
}

/** Where, in a constant of this shape, the value for a place of a larger shape is. */
export function broadcastPlace(shape: readonly number[]): (at: readonly number[]) => number {
  const steps = stepsOf(shape).map((step, axis) => (shape[axis] === 1 ? 0 : step));
  return (at) => {
    const skipped = at.length - steps.length;
    return steps.reduce((place, step, axis) => place + step * (at[skipped + axis] as number), 0);
  };
}

/** How far apart neighbours on each axis are. */
export function stepsOf(shape: readonly number[]): number[] {
  return upTo(shape.length).map((axis) => sizeOf(shape.slice(axis + 1)));
}

/** Zeros of the same type, for a result of this shape. */
export function emptyLike(
  node: OnnxNode,
  data: Float32Array | Float64Array,
  shape: readonly number[],
): Float32Array | Float64Array {
  checkConstant(node, shape);
  const size = sizeOf(shape);
  return data instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
}

/** The next place, in row-major order. */
export function next(at: number[], shape: readonly number[]): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    at[axis] = (at[axis] as number) + 1;
    if ((at[axis] as number) < (shape[axis] as number)) return;
    at[axis] = 0;
  }
}
