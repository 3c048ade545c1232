import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * How far the student is from its targets: a scalar, differentiable in the student's logits. Called
 * inside `tidy`.
 *
 * @param logits the student's, [batch, outputs]
 * @param targets [batch, outputs], without gradient
 * @param seen the classes that the targets are about, without repetition: those of all experts so far, the new one's
 * included; in a multi-task stream all outputs, since each head learns all logits of its expert
 */
export type DistillationLoss = (logits: Tensor2D, targets: Tensor2D, seen: readonly number[]) => Scalar;
