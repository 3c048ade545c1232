import { type Constant, isFloat, sizeOf } from '../graph/constant';
import type { OnnxNode } from '../graph/onnx-node';
import { batch, isBatch, same, upTo } from '../values/activation';
import {
  broadcast,
  broadcastPlace,
  computed,
  emptyLike,
  mapped,
  next,
  picked,
  stepsOf,
} from '../values/fold';
import { checkSides } from '../values/limits';
import { axisOf, constantOf, integersOf, numbersOf } from './op';
import { floatTypes, permOf, placesOfSlice, reducedAxes, sliceRanges, splitSizes } from './stated';

/** What a node computes from constants alone, such as a shape from sides. Inputs that are left out are undefined. */
type ConstantOp = (
  node: OnnxNode,
  inputs: readonly (Constant | undefined)[],
) => Constant | readonly Constant[];

const each =
  (f: (...values: number[]) => number): ConstantOp =>
  (node, inputs) =>
    mapped(node, all(node, inputs), f);

/** The inputs, none of which may be left out. */
function all(node: OnnxNode, inputs: readonly (Constant | undefined)[]): readonly Constant[] {
  return upTo(Math.max(1, inputs.length)).map((index) => constantOf(node, inputs, index));
}

/** Whole numbers divide as in C. */
const divide: ConstantOp = (node, inputs) => {
  const operands = all(node, inputs);
  const real = operands.some(isFloat);
  return mapped(node, operands, (a, b) => (real ? a / (b as number) : Math.trunc(a / (b as number))));
};

/** Truth values are 0 and 1. */
const compare =
  (f: (a: number, b: number) => boolean): ConstantOp =>
  (node, inputs) =>
    mapped(node, all(node, inputs), (a, b) => Number(f(a, b as number)), new Float64Array());

const cast: ConstantOp = (node, inputs) => {
  const x = constantOf(node, inputs, 0);
  const to = node.number('to', 0);
  if (floatTypes.includes(to)) return isFloat(x) ? x : { ...x, data: Float32Array.from(x.data) };
  if (to !== 9 && !isFloat(x)) return x;
  const whole = to === 9 ? (value: number) => Number(value !== 0) : Math.trunc;
  return computed(node, [x], x.shape, Float64Array.from(x.data).map(whole));
};

/** Some places along one axis. @param placeOf Of each of `count`. */
function along(
  node: OnnxNode,
  x: Constant,
  axis: number,
  count: number,
  placeOf: (index: number) => number,
): Constant {
  const steps = stepsOf(x.shape);
  const shape = x.shape.map((side, at) => (at === axis ? count : side));
  return picked(node, x, shape, (at) =>
    steps.reduce(
      (place, step, other) =>
        place + step * (other === axis ? placeOf(at[other] as number) : (at[other] as number)),
      0,
    ),
  );
}

const gather: ConstantOp = (node, inputs) => {
  const [x, indices] = [0, 1].map((index) => constantOf(node, inputs, index)) as [Constant, Constant];
  const axis = axisOf(node, node.number('axis', 0), x.shape.length);
  const side = x.shape[axis] as number;
  const places = integersOf(node, inputs, 1).map((index) => axisOf(node, index, side));
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  checkSides(node, shape);
  return { ...along(node, x, axis, places.length, (index) => places[index] as number), shape };
};

const slice: ConstantOp = (node, inputs) => {
  const x = constantOf(node, inputs, 0);
  return sliceRanges(node, inputs, x.shape.length).reduce((part, { axis, begin, end, step }) => {
    const { first, count } = placesOfSlice(part.shape[axis] as number, begin, end, step);
    return along(node, part, axis, count, (index) => first + index * step);
  }, x);
};

const concat: ConstantOp = (node, inputs) => {
  const parts = all(node, inputs);
  const [first] = parts as [Constant];
  const axis = axisOf(node, node.number('axis', 0), first.shape.length);
  const matches = (part: Constant) =>
    part.shape.length === first.shape.length &&
    part.shape.every((side, at) => at === axis || side === first.shape[at]);
  if (!parts.every(matches)) node.refuse('joins constants of different shapes', 'equal sides but one');
  const sum = parts.reduce((places, part) => places + (part.shape[axis] as number), 0);
  const shape = first.shape.map((side, at) => (at === axis ? sum : side));
  const data = emptyLike(node, first.data, shape);
  let filled = 0;
  const rows = data.length === 0 ? 0 : sizeOf(shape.slice(0, axis));
  for (let row = 0; row < rows; row++) {
    for (const { data: own } of parts) {
      const values = own.subarray((row * own.length) / rows, ((row + 1) * own.length) / rows);
      data.set(values, filled);
      filled += values.length;
    }
  }
  return computed(node, parts, shape, data);
};

/** The file's tensor with its axes in another order keeps its name. */
const transpose: ConstantOp = (node, inputs) => {
  const x = constantOf(node, inputs, 0);
  const { shape, source } = x;
  const perm = permOf(node, shape.length);
  const steps = stepsOf(shape);
  const turned = picked(
    node,
    x,
    perm.map((axis) => shape[axis] as number),
    (at) => at.reduce((place, index, axis) => place + index * (steps[perm[axis] as number] as number), 0),
  );
  const kept =
    source?.axes.every((axis, at) => source.shape[axis] === shape[at]) && source.axes.length === shape.length;
  return kept && source !== undefined
    ? { ...turned, source: { ...source, axes: perm.map((axis) => source.axes[axis] as number) } }
    : turned;
};

/** One copy stands for those of all images: what it meets repeats it. */
function withoutBatch(shape: readonly number[]): number[] {
  return shape.map((side) => (isBatch(side) ? side / batch : side));
}

const expand: ConstantOp = (node, inputs) => {
  const x = constantOf(node, inputs, 0);
  const shape = broadcast(node, x.shape, withoutBatch(integersOf(node, inputs, 1)));
  return same(shape, x.shape) ? x : picked(node, x, shape, broadcastPlace(x.shape));
};

const reduce =
  (f: (a: number, b: number) => number, start: number, mean = false): ConstantOp =>
  (node, inputs) => {
    const x = constantOf(node, inputs, 0);
    const rank = x.shape.length;
    const axes = reducedAxes(node, inputs, rank);
    const kept = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
    const data = emptyLike(node, new Float64Array(), kept).fill(start);
    const placeOf = broadcastPlace(kept);
    const at = x.shape.map(() => 0);
    for (const value of x.data) {
      const place = placeOf(at);
      data[place] = f(data[place] as number, value);
      next(at, x.shape);
    }
    const count = mean ? x.data.length / data.length : 1;
    const scaled = data.map((value) => value / count);
    const values = isFloat(x) ? Float32Array.from(scaled) : scaled;
    const left = upTo(rank).filter((axis) => !axes.includes(axis));
    const shape = node.number('keepdims', 1) === 1 ? kept : left.map((axis) => x.shape[axis] as number);
    return computed(node, [x], shape, values);
  };

export const constantOps: Readonly<Record<string, ConstantOp>> = {
  Abs: each(Math.abs),
  Add: each((a, b) => a + (b as number)),
  And: each((a, b) => a * (b as number)),
  Cast: cast,
  Ceil: each(Math.ceil),
  Clip: (node, inputs) => {
    const bound = (index: number, none: number) =>
      inputs[index] === undefined ? none : (numbersOf(node, inputs, index)[0] ?? none);
    const [low, high] = [bound(1, Number.NEGATIVE_INFINITY), bound(2, Number.POSITIVE_INFINITY)];
    return mapped(node, [constantOf(node, inputs, 0)], (x) => Math.min(Math.max(x, low), high));
  },
  Concat: concat,
  Constant: (node) => {
    for (const one of ['value_int', 'value_float'] as const) {
      if (node.has(one))
        return computed(
          node,
          [],
          [],
          (one === 'value_int' ? Float64Array : Float32Array).of(node.number(one, 0)),
        );
    }
    for (const list of ['value_ints', 'value_floats'] as const) {
      if (!node.has(list)) continue;
      const values = node.numbers(list);
      return computed(
        node,
        [],
        [values.length],
        (list === 'value_ints' ? Float64Array : Float32Array).from(values),
      );
    }
    const { shape, data } = node.tensor('value');
    return computed(node, [], shape, data);
  },
  ConstantOfShape: (node, inputs) => {
    const value = node.has('value') ? node.tensor('value') : computed(node, [], [1], Float32Array.of(0));
    return picked(node, { ...value, learned: false }, withoutBatch(integersOf(node, inputs, 0)), () => 0);
  },
  Cos: each(Math.cos),
  Div: divide,
  Equal: compare((a, b) => a === b),
  Exp: each(Math.exp),
  Expand: expand,
  Floor: each(Math.floor),
  Gather: gather,
  Greater: compare((a, b) => a > b),
  GreaterOrEqual: compare((a, b) => a >= b),
  Less: compare((a, b) => a < b),
  LessOrEqual: compare((a, b) => a <= b),
  Max: each(Math.max),
  Min: each(Math.min),
  /** Python's remainder has the sign of the divisor, C's (fmod) that of what is divided. */
  Mod: (node, inputs) =>
    mapped(
      node,
      all(node, inputs),
      node.number('fmod', 0) === 1
        ? (a, b) => a % (b as number)
        : (a, b) => a - Math.floor(a / (b as number)) * (b as number),
    ),
  Mul: each((a, b) => a * (b as number)),
  Neg: each((a) => -a),
  Not: each((a) => 1 - a),
  Or: each(Math.max),
  Pow: each((a, b) => a ** (b as number)),
  Range: (node, inputs) => {
    const [start = 0, limit = 0, delta = 1] = all(node, inputs).map(({ data }) => data[0]);
    const length = Math.max(0, Math.ceil((limit - start) / delta));
    const none: Constant = {
      kind: 'constant',
      shape: [],
      data: inputs[0]?.data.subarray(0, 1) ?? new Float64Array(1),
      learned: false,
      name: '',
    };
    const places = picked(node, none, [length], () => 0);
    return { ...places, data: places.data.map((_, index) => start + index * delta) };
  },
  Reciprocal: each((a) => 1 / a),
  ReduceMax: reduce(Math.max, Number.NEGATIVE_INFINITY),
  ReduceMean: reduce((a, b) => a + b, 0, true),
  ReduceMin: reduce(Math.min, Number.POSITIVE_INFINITY),
  ReduceProd: reduce((a, b) => a * b, 1),
  ReduceSum: reduce((a, b) => a + b, 0),
  Round: each((a) => (Math.abs(a % 1) === 0.5 ? 2 * Math.round(a / 2) : Math.round(a))),
  Sin: each(Math.sin),
  Slice: slice,
  Split: (node, inputs) => {
    const x = constantOf(node, inputs, 0);
    const axis = axisOf(node, node.number('axis', 0), x.shape.length);
    let begin = 0;
    return splitSizes(node, x.shape[axis] as number, inputs).map((size, output) => {
      const first = begin;
      const part = along(node, x, axis, size, (index) => first + index);
      begin += size;
      return { ...part, name: node.outputs[output] ?? '' };
    });
  },
  Sqrt: each(Math.sqrt),
  Sub: each((a, b) => a - (b as number)),
  Tile: (node, inputs) => {
    const x = constantOf(node, inputs, 0);
    const reps = withoutBatch(integersOf(node, inputs, 1));
    if (reps.length !== x.shape.length)
      node.refuse(`repeats ${reps.length} of ${x.shape.length} axes`, 'a number for each');
    return x.shape.reduce(
      (whole, side, axis) => along(node, whole, axis, side * (reps[axis] as number), (index) => index % side),
      x,
    );
  },
  Transpose: transpose,
  Where: (node, inputs) => {
    const operands = [0, 1, 2].map((index) => constantOf(node, inputs, index));
    const [, a, b] = operands as [Constant, Constant, Constant];
    return mapped(
      node,
      operands,
      (which, yes, no) => (which ? (yes as number) : (no as number)),
      a.data instanceof Float32Array ? a.data : b.data,
    );
  },
};
