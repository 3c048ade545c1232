import { isKeras3 } from '../keras/topology';
import { validName } from '../keras/valid-name';
import type { WeightSpec } from './weight-spec';

/** A layers model's weights under the names that TensorFlow.js gives them: Keras 3 puts the names of all models around a layer before. */
export function tfjsNames(topology: object, weights: readonly WeightSpec[]): readonly WeightSpec[] {
  const { keras_version: version } = topology as { keras_version?: unknown };
  const short = weights.map(({ name }) => name.split('/').slice(-2).join('/'));
  const isShort = isKeras3(version) && new Set(short).size === short.length;
  return weights.map((weight, i) => ({
    ...weight,
    name: validName(isShort ? (short[i] as string) : weight.name),
  }));
}
