import { add, cast, div, mul, sub, sum, type Tensor2D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { classRows } from '../class-rows';
import type { Targets } from './targets';

export interface DistillationTargetsOptions {
  /**
   * Subtracts from each teacher's logits their mean over the classes it was trained on, sample by sample, so that no
   * teacher wins by a constant [`bias_normalization`].
   */
  readonly biasNormalization?: boolean | undefined;
}

/**
 * For a single-head student: each teacher gives the targets of the classes it was trained on, classes of both teachers are
 * averaged, and a class of neither has target 0 (arXiv 2112.06511, "ex-model distillation").
 *
 * @throws RangeError from the targets, in a multi-task stream
 */
export function distillationTargets({ biasNormalization = false }: DistillationTargetsOptions = {}): Targets {
  return ({ expertLogits, expertClasses, previousLogits, previousClasses, expertTask }) => {
    if (expertTask !== undefined) refuseTask(expertTask);
    return tidy(() => {
      const outputs = expertLogits.shape[1];
      const ownLogits = (logits: Tensor2D, classes: readonly number[]): Tensor2D => {
        const mask = cast(classRows([classes], outputs), 'float32');
        if (!biasNormalization) return mul(logits, mask);
        const mean = div(sum(mul(logits, mask), 1, true), new Set(classes).size);
        return mul(sub(logits, mean), mask);
      };
      const fromExpert = ownLogits(expertLogits, expertClasses);
      if (previousLogits === undefined) return fromExpert;
      const earlier = new Set(previousClasses);
      const share = tensor1d(
        Array.from({ length: outputs }, (_, c) => (earlier.has(c) && expertClasses.includes(c) ? 0.5 : 1)),
      );
      return mul(add(fromExpert, ownLogits(previousLogits, previousClasses)), share);
    });
  };
}

function refuseTask(task: number): never {
  throw new RangeError(
    `distillationTargets was given an expert of task ${task}; in multi-task streams the heads are independent and ` +
      'experts have one head. Use multiTaskTargets, which is the default there.',
  );
}
