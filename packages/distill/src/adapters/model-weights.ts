import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Weights } from '../weights';

/** A copy of all of the model's weights, running statistics included. */
export async function modelWeights(model: LayersModel): Promise<Weights> {
  return Promise.all(
    model.weights.map(async (weight) => {
      const values = await (weight.read() as Tensor).data<'float32'>();
      return { name: weight.originalName, shape: weight.shape as number[], values: values.slice() };
    }),
  );
}

/**
 * Sets all weights of the model, in its own order.
 *
 * @throws RangeError when their number or a shape does not fit.
 */
export function setModelWeights(model: LayersModel, weights: Weights): void {
  model.weights.forEach((weight, i) => {
    const given = weights[i];
    if (weights.length !== model.weights.length || given?.shape.join() !== weight.shape.join()) {
      throw new RangeError(
        `weights of another model were given: ${weights.length} arrays, ${given?.name ?? 'nothing'} ` +
          `[${given?.shape.join(', ') ?? ''}] at place ${i}; ${model.name} needs ${model.weights.length} arrays, ` +
          `${weight.originalName} [${weight.shape.join(', ')}] at place ${i}. Use weights of the same architecture.`,
      );
    }
  });
  tidy(() => model.setWeights(weights.map((array) => tensor(array.values, [...array.shape]))));
}
