import { clone, type Tensor, tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Weights } from '../weights';

/**
 * What `compute` gives while the model has other weights, in its own order. Those of another shape, or missing, stay the model's. It has its
 * own again when this returns, to the bit.
 */
export function withWeights(model: LayersModel, weights: Weights, compute: () => Tensor): Tensor {
  return tidy(() => {
    const own: { variable: Variable; value: Tensor }[] = [];
    try {
      model.weights.forEach((weight, i) => {
        const other = weights[i];
        if (other === undefined || other.shape.join() !== weight.shape.join()) return;
        const variable = weight.read() as Variable;
        own.push({ variable, value: clone(variable) });
        variable.assign(tensor(other.values, [...other.shape]));
      });
      return compute();
    } finally {
      for (const { variable, value } of own) variable.assign(value);
    }
  });
}
