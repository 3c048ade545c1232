import { type Constant, isFloat, sizeOf } from '../graph/constant';
import type { Value } from '../values/activation';
import { integers } from '../values/fold';
import { activationOf, type Op, type Ops } from './op';
import { floatTypes, listOf, placesOfSlice } from './stated';

const identity: Op = (node, inputs): Value => {
  const x = inputs[0];
  if (x === undefined) return node.refuse('has no input', 'one');
  const [name = ''] = node.outputs;
  return x.kind === 'constant' ? renamed(x, name) : x;
};

/** An exporter that finds two equal tensors writes the second one as a copy, under its own name. */
function renamed(x: Constant, name: string): Constant {
  return { ...x, name, ...(x.source && { source: { ...x.source, name } }) };
}

const shapeOf: Op = (node, inputs) => {
  const { shape } = inputs[0] ?? activationOf(node, inputs);
  const [begin, end] = [node.number('start', 0), node.number('end', shape.length)];
  const whole = listOf(placesOfSlice(shape.length, begin, end, 1));
  return integers(
    node,
    [whole.length],
    whole.map((axis) => shape[axis] as number),
  );
};

const cast: Op = (node, inputs) => {
  if (!floatTypes.includes(node.number('to', 0)))
    node.refuse('makes integers of computed values', 'real numbers');
  return activationOf(node, inputs);
};

/** What follows the type of another value; a computed one is real. */
const castLike: Op = (node, inputs) => {
  const [x, like] = inputs;
  if (x?.kind !== 'constant') return activationOf(node, inputs);
  const real = like?.kind === 'activation' || (like !== undefined && isFloat(like));
  return real && !isFloat(x) ? { ...x, data: Float32Array.from(x.data) } : x;
};

/** Operators that pass values on as they are, or say what they are like. */
export const passing: Ops = {
  Cast: cast,
  CastLike: castLike,
  Dropout: identity,
  Identity: identity,
  Shape: shapeOf,
  Size: (node, inputs) => integers(node, [], [sizeOf((inputs[0] ?? activationOf(node, inputs)).shape)]),
};
