import { dispose, type Scalar, type Tensor, type Variable, variableGrads } from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer';

/**
 * One optimizer step down the gradient of `loss` with respect to `variables`, all of which it must
 * depend on; gives the loss before the step, which is the caller's to dispose.
 */
export function gradientStep(
  variables: readonly Variable[],
  optimizer: Optimizer,
  loss: () => Scalar,
): Scalar {
  const { value, grads } = variableGrads(loss, [...variables]);
  optimizer.step(variables.map((variable) => grads[variable.name] as Tensor));
  dispose(grads);
  return value;
}
