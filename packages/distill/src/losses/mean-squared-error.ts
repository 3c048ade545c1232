import { mean, type Scalar, squaredDifference } from '@tensorflow/tfjs-core';
import type { DistillationLoss } from './distillation-loss';

/** Mean over the batch and over all outputs of (logit − target)²: YAML `loss_type: mse`. */
export const meanSquaredError: DistillationLoss = (logits, targets) =>
  mean(squaredDifference(logits, targets)) as Scalar;
