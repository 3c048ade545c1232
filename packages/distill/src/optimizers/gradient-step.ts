import { dispose, type Scalar, type Tensor, type Variable, variableGrads } from '@tensorflow/tfjs-core';
import { freedOnError } from '../freed-on-error';
import { repeated } from '../repeated';
import type { Optimizer } from './optimizer';

/**
 * One optimizer step down the gradient of `loss` with respect to `variables`, all of which it must
 * depend on; gives the loss before the step, which is the caller's to dispose.
 *
 * @param inputs all tensors that the loss depends on and that are others at the next step with this optimizer, but for variables. With them a GPU's
 * backend can repeat a step without JavaScript: see {@link repeated}. Without them it does not.
 */
export function gradientStep(
  variables: readonly Variable[],
  optimizer: Optimizer,
  loss: () => Scalar,
  inputs?: readonly Tensor[],
): Scalar {
  const lossAndGradients = () => {
    const { value, grads } = freedOnError(() => variableGrads(loss, [...variables]));
    return [value, ...variables.map(({ name }) => grads[name] as Tensor)];
  };
  const [value, ...gradients] =
    inputs === undefined ? lossAndGradients() : repeated(optimizer, inputs, lossAndGradients);
  optimizer.step(gradients);
  dispose(gradients);
  return value as Scalar;
}
