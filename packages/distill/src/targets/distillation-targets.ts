import {
  add,
  cast,
  div,
  equal,
  expandDims,
  mul,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { classRows } from '../class-rows';

/** What the two teachers say of one minibatch. */
export interface Teachers {
  /** Logits [batch, outputs] of the new expert. */
  readonly expertLogits: Tensor2D;
  /** The expert's classes. */
  readonly expertClasses: readonly number[];
  /** Logits [batch, outputs] of the student as it was after the previous experience; absent in the first. */
  readonly previousLogits?: Tensor2D;
  /** All classes seen before; repetitions do not count. */
  readonly previousClasses: readonly number[];
}

/**
 * Targets [batch, outputs] of a single-head student: each teacher speaks for the classes it knows,
 * classes that both know are averaged, a class never seen has target 0 (arXiv 2112.06511, "ex-model
 * distillation").
 *
 * `biasNormalization` first takes from each teacher's logits their mean over the classes it knows,
 * sample by sample, so that no teacher wins by a constant.
 */
export function distillationTargets(teachers: Teachers, biasNormalization = false): Tensor2D {
  const { expertLogits, expertClasses, previousLogits, previousClasses } = teachers;
  return tidy(() => {
    const outputs = expertLogits.shape[1];
    const known = (logits: Tensor2D, classes: readonly number[]): Tensor2D => {
      const mask = cast(classRows([classes], outputs), 'float32');
      if (!biasNormalization) return mul(logits, mask);
      const mean = div(sum(mul(logits, mask), 1, true), new Set(classes).size);
      return mul(sub(logits, mean), mask);
    };
    const fromExpert = known(expertLogits, expertClasses);
    if (previousLogits === undefined) return fromExpert;
    const shared = new Set(previousClasses);
    const share = tensor1d(
      Array.from({ length: outputs }, (_, c) => (shared.has(c) && expertClasses.includes(c) ? 0.5 : 1)),
    );
    return mul(add(fromExpert, known(previousLogits, previousClasses)), share);
  });
}

/**
 * Targets [batch, outputs] of a multi-head student: a sample of the expert's task has the expert's
 * logits, every other sample those of the previous student's head for its task.
 *
 * The reference adds the new head's untrained logits to the expert's; that is a slip, not done here.
 */
export function multiTaskTargets(
  teachers: Pick<Teachers, 'expertLogits' | 'previousLogits'>,
  sampleTasks: Tensor1D,
  expertTask: number,
): Tensor2D {
  const { expertLogits, previousLogits } = teachers;
  if (previousLogits === undefined) return expertLogits.clone();
  return tidy(() => where(expandDims(equal(sampleTasks, expertTask), 1), expertLogits, previousLogits));
}
