import {
  add,
  argMin,
  cast,
  divNoNan,
  equal,
  exp,
  expandDims,
  logSoftmax,
  mul,
  neg,
  ones,
  reshape,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { choiceMask } from '../choice-mask';
import { classRows } from '../class-rows';
import type { Expert } from '../expert';

/** Several experts as one classifier. All of them must be at hand when it is used. */
export interface Ensemble {
  /**
   * Images [batch, height, width, channels] → scores [batch, outputs]; the prediction is the argmax.
   *
   * In a multi-task stream `tasks` [batch] (int32) gives the word to the experts of each image's task, and no
   * other is asked; an image for whose task there is none has scores 0. One expert is at work after the other:
   * the time is that of all, the memory that of one.
   */
  logits(images: Tensor4D, tasks?: Tensor1D): Tensor2D;
}

/**
 * The mean of the experts' raw logits: `model_ensemble`. With `ownClassesOnly`, for each class the mean over the
 * experts that were trained on it; 0 where there is none.
 *
 * @throws RangeError when there is no expert.
 */
export function logitEnsemble(experts: readonly Expert[], ownClassesOnly = false): Ensemble {
  refuseNone(experts);
  return {
    logits: (images, tasks) =>
      tidy(() => {
        const votes = experts.filter(asked(experts, tasks)).map((expert) => {
          const logits = tidy(() => expert.logits(images));
          const word = hasTheWord(expert, tasks);
          if (!ownClassesOnly) return { logits, weight: word };
          const own = cast(classRows([expert.classes], logits.shape[1]), 'float32');
          return { logits, weight: mul(word, own) };
        });
        const total = votes.map(({ logits, weight }) => mul(logits, weight)).reduce((a, b) => add(a, b));
        return divNoNan(
          total,
          votes.map(({ weight }) => weight).reduce((a, b) => add(a, b)),
        );
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
    logits: (images, tasks) =>
      tidy(() => {
        const votes = experts.filter(asked(experts, tasks)).map((expert) => {
          const logits = tidy(() => expert.logits(images));
          const logs = logSoftmax(logits);
          const entropy = neg(sum(mul(exp(logs), logs), 1, true));
          const word = hasTheWord(expert, tasks);
          // No entropy is near 1e9: who does not have the word is never the surest.
          return { logits: mul(logits, word), entropy: add(entropy, mul(sub(1, word), 1e9)) };
        });
        const surest = reshape(argMin(stack(votes.map(({ entropy }) => entropy)), 0), [-1]) as Tensor1D;
        const chosen = transpose(choiceMask(surest, votes.length));
        return sum(mul(stack(votes.map(({ logits }) => logits)), expandDims(chosen, 2)), 0) as Tensor2D;
      }),
  };
}

/** Whom these images are shown: the experts of their tasks. If there are none the first, for the scores' shape. */
function asked(experts: readonly Expert[], tasks: Tensor1D | undefined): (expert: Expert) => boolean {
  if (tasks === undefined) return () => true;
  const wanted = new Set<number | undefined>([undefined, ...tasks.dataSync()]);
  const fits = ({ task }: Expert) => wanted.has(task);
  return experts.some(fits) ? fits : (expert) => expert === experts[0];
}

/** [batch, 1] or [1, 1]: 1 for the images that the expert may judge. Without a task it judges all. */
function hasTheWord({ task }: Expert, tasks: Tensor1D | undefined): Tensor {
  if (tasks === undefined || task === undefined) return ones([1, 1]);
  return cast(expandDims(equal(tasks, task), 1), 'float32');
}

function refuseNone(experts: readonly Expert[]): void {
  if (experts.length === 0) {
    throw new RangeError(
      'an ensemble of no experts was asked for; it needs at least one. Give it the stream’s experts.',
    );
  }
}
