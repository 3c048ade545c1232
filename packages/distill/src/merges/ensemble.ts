import {
  add,
  argMin,
  div,
  exp,
  expandDims,
  logSoftmax,
  mul,
  neg,
  stack,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { choiceMask } from '../choice-mask';
import type { Expert } from '../expert';
import { distillationTargets } from '../targets';

/** Several experts as one classifier. All of them must be at hand when it is used. */
export interface Ensemble {
  /** Images [batch, height, width, channels] → scores [batch, outputs]; the prediction is the argmax. */
  logits(images: Tensor4D): Tensor2D;
}

/**
 * The mean of the experts' raw logits: `model_ensemble`. With `ownClassesOnly` an expert counts on
 * the classes that it was trained on, and elsewhere as 0.
 *
 * @throws RangeError when there is no expert.
 */
export function logitEnsemble(experts: readonly Expert[], ownClassesOnly = false): Ensemble {
  refuseNone(experts);
  const scores = (expert: Expert, images: Tensor4D) => {
    const expertLogits = expert.logits(images);
    return ownClassesOnly
      ? distillationTargets({ expertLogits, expertClasses: expert.classes, previousClasses: [] })
      : expertLogits;
  };
  return {
    logits: (images) =>
      tidy(() => {
        const total = experts.map((expert) => scores(expert, images)).reduce((a, b) => add(a, b));
        return div(total, experts.length);
      }),
  };
}

/**
 * For every image the expert whose softmax over all outputs has the lowest entropy speaks alone:
 * `entropy_ensemble`.
 *
 * @throws RangeError when there is no expert.
 */
export function entropyEnsemble(experts: readonly Expert[]): Ensemble {
  refuseNone(experts);
  return {
    logits: (images) =>
      tidy(() => {
        const logits = experts.map((expert) => expert.logits(images));
        const entropies = logits.map((z) => {
          const logs = logSoftmax(z);
          return neg(sum(mul(exp(logs), logs), 1));
        });
        const surest = argMin(stack(entropies), 0) as Tensor1D;
        const chosen = transpose(choiceMask(surest, experts.length));
        return sum(mul(stack(logits), expandDims(chosen, 2)), 0) as Tensor2D;
      }),
  };
}

function refuseNone(experts: readonly Expert[]): void {
  if (experts.length === 0) {
    throw new RangeError(
      'an ensemble of no experts was asked for; it needs at least one. Give it the stream’s experts.',
    );
  }
}
