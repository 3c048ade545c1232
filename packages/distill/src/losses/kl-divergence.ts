import {
  div,
  exp,
  gather,
  logSoftmax,
  mul,
  type Scalar,
  sub,
  sum,
  type Tensor2D,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { requirePositive } from '../option-ranges';
import type { DistillationLoss } from './distillation-loss';

/**
 * T²·KL(softmax(targets/T) ‖ softmax(logits/T)) over the classes seen so far, averaged over the
 * batch (Hinton et al., arXiv 1503.02531): YAML `loss_type: kldiv`. In multi-task streams over all outputs
 * of a head: an output left out there would never be taught.
 *
 * The reference hands raw logits to a function that expects log-probabilities; this is what it meant.
 *
 * @throws RangeError unless the temperature is finite and above 0
 */
export function klDivergence(temperature = 1): DistillationLoss {
  requirePositive('temperature', temperature);
  return (logits, targets, seen) => {
    const columns = tensor1d([...seen], 'int32');
    const logProbabilities = (z: Tensor2D) => logSoftmax(div(gather(z, columns, 1), temperature));
    const goal = logProbabilities(targets);
    const divergence = sum(mul(exp(goal), sub(goal, logProbabilities(logits))));
    return mul(divergence, temperature ** 2 / logits.shape[0]) as Scalar;
  };
}
