import {
  add,
  exp,
  logSoftmax,
  mean,
  mul,
  type Scalar,
  squaredDifference,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';

/** How much the divergence counts beside the squared error. */
const divergenceWeight = 0.3;
/** The divergence looks at logits this much sharper than they are: so it mostly compares the top classes. */
const sharpness = 2;

/**
 * Mean over the batch of w·[mean_c (y − t)² + 0.3·KL(softmax(2t) ‖ softmax(2y))]: the squared error keeps
 * all of the targets' information, the divergence weighs the ranking at the top.
 *
 * @param logits y, the student's [batch, outputs]
 * @param targets t [batch, outputs], constant
 * @param weights w [batch], constant
 */
export function consensusLoss(logits: Tensor2D, targets: Tensor2D, weights: Tensor1D): Scalar {
  const squared = mean(squaredDifference(logits, targets), 1);
  const goal = logSoftmax(mul(targets, sharpness));
  const student = logSoftmax(mul(logits, sharpness));
  const divergence = sum(mul(exp(goal), sub(goal, student)), 1);
  return mean(mul(weights, add(squared, mul(divergence, divergenceWeight)))) as Scalar;
}
