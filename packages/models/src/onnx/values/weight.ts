import { reshape, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { ModelTensor } from '../../state-dict/model-tensor';
import { type Constant, isFloat, isMadeUp, sizeOf } from '../graph/constant';
import { same, upTo } from './activation';

/** A weight of a layer: a constant with its axes in the layer's order. */
export interface Weight {
  readonly constant: Constant;
  /** The axis of the constant that each axis of the weight is. */
  readonly axes: readonly number[];
  /** The shape of the weight: the constant's, in this order, perhaps with sides of 1 more or less. */
  readonly shape: readonly number[];
  readonly trainable: boolean;
  /** Whether it is part of the state dict. */
  readonly named: boolean;
}

/** A constant of the file that is learned whatever its name. */
export function weight(constant: Constant, axes = upTo(constant.shape.length)): Weight {
  const shape = axes.map((axis) => constant.shape[axis] as number);
  return { constant, axes, shape, trainable: true, named: true };
}

/**
 * A constant that is learned if the file's author gave it a name, or if it has more than one value: exporters write 0.5 and 1e-5
 * among the weights.
 */
export function operand(constant: Constant, axes: readonly number[], shape: readonly number[]): Weight {
  const { learned, name, source } = constant;
  const own = !isMadeUp(source?.name ?? name) && constant.shape.length > 0;
  const trainable = learned && isFloat(constant) && (own || sizeOf(shape) > 1);
  return { constant, axes, shape, trainable, named: trainable };
}

export function setWeight(variable: LayerVariable, { constant, axes, shape }: Weight): void {
  tidy(() => {
    const values = tensor(constant.data, [...constant.shape], 'float32');
    variable.write(reshape(transpose(values, [...axes]), [...shape]));
  });
}

/**
 * The weight under the name, and in the layout, of the file's tensor. Between the two may be transpositions, and sides of 1 that
 * come or go; what is computed otherwise is a tensor of its own.
 */
export function namedTensor(variable: LayerVariable, { constant, axes }: Weight): ModelTensor {
  const { source, name, shape } = constant;
  const long = (sides: readonly number[], places: readonly number[]) =>
    places.filter((place) => sides[place] !== 1);
  const [own, files] = [long(shape, upTo(shape.length)), long(source?.shape ?? [], source?.axes ?? [])];
  const isSame = same(
    own.map((axis) => shape[axis] as number),
    files.map((axis) => source?.shape[axis] as number),
  );
  if (source === undefined || !isSame) return { name, shape, variable, ...transpositions(axes) };
  const ordered = long(shape, axes).map((axis) => files[own.indexOf(axis)] as number);
  const ones = upTo(source.shape.length).filter((axis) => source.shape[axis] === 1);
  return { name: source.name, shape: source.shape, variable, ...transpositions([...ordered, ...ones]) };
}

function transpositions(axes: readonly number[]) {
  if (same(axes, upTo(axes.length))) return {};
  return { fromTorch: [...axes], toTorch: axes.map((_, axis) => axes.indexOf(axis)) };
}

/** What tells two weights apart. `axes` are those of the constant, which may be the file's tensor transposed. */
export function keyOf({ constant, axes, shape }: Weight): string {
  const { source, name } = constant;
  return JSON.stringify([source?.name ?? name, source?.axes, axes, shape]);
}
