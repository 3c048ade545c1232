import { isKeras3 } from '../keras/topology';
import type { WeightSpec } from './weight-spec';

/** The weights under the names that TensorFlow.js gives them: Keras 3 puts the names of all models around a layer before. */
export function tfjsNames(topology: object, weights: readonly WeightSpec[]): readonly WeightSpec[] {
  const { keras_version: version } = topology as { keras_version?: unknown };
  if (!isKeras3(version)) return weights;
  const short = weights.map(({ name }) => name.split('/').slice(-2).join('/'));
  if (new Set(short).size < short.length) return weights;
  return weights.map((weight, i) => ({ ...weight, name: short[i] as string }));
}
