import {
  add,
  argMin,
  cast,
  divNoNan,
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
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { choiceMask } from '../choice-mask';
import { classRows } from '../class-rows';
import type { Expert } from '../expert';

/** Several experts as one classifier. All of them must be available when it is used. */
export interface Ensemble {
  /**
   * Images [batch, height, width, channels] → scores [batch, outputs]; the prediction is the argmax.
   *
   * In a multi-task stream `tasks` holds the task of each image, and only the experts of that task judge it; the scores of an
   * image whose task no expert has are 0. The experts run one after the other: it takes the time of all of them and the
   * memory of one.
   */
  logits(images: Tensor4D, tasks?: ArrayLike<number>): Tensor2D;
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
        const votes = experts.filter(isNeeded(experts, tasks)).map((expert) => {
          const logits = tidy(() => expert.logits(images));
          const judges = judgedImages(expert, tasks);
          if (!ownClassesOnly) return { logits, weight: judges };
          const own = cast(classRows([expert.classes], logits.shape[1]), 'float32');
          return { logits, weight: mul(judges, own) };
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
 * For every image the logits of the expert whose softmax over all outputs has the lowest entropy:
 * `entropy_ensemble`.
 *
 * @throws RangeError when there is no expert.
 */
export function entropyEnsemble(experts: readonly Expert[]): Ensemble {
  refuseNone(experts);
  return {
    logits: (images, tasks) =>
      tidy(() => {
        const votes = experts.filter(isNeeded(experts, tasks)).map((expert) => {
          const logits = tidy(() => expert.logits(images));
          const logs = logSoftmax(logits);
          const entropy = neg(sum(mul(exp(logs), logs), 1, true));
          const judges = judgedImages(expert, tasks);
          // No entropy is near 1e9: an expert of another task is never the surest.
          return { logits: mul(logits, judges), entropy: add(entropy, mul(sub(1, judges), 1e9)) };
        });
        const surest = reshape(argMin(stack(votes.map(({ entropy }) => entropy)), 0), [-1]) as Tensor1D;
        const chosen = transpose(choiceMask(surest, votes.length));
        return sum(mul(stack(votes.map(({ logits }) => logits)), expandDims(chosen, 2)), 0) as Tensor2D;
      }),
  };
}

/** Which experts run on these images: those of their tasks. If there are none the first, for the scores' shape. */
function isNeeded(
  experts: readonly Expert[],
  tasks: ArrayLike<number> | undefined,
): (expert: Expert) => boolean {
  if (tasks === undefined) return () => true;
  const wanted = new Set<number | undefined>([undefined, ...Array.from(tasks)]);
  const fits = ({ task }: Expert) => wanted.has(task);
  return experts.some(fits) ? fits : (expert) => expert === experts[0];
}

/** [batch, 1] or [1, 1]: 1 for the images that the expert judges, 0 for others. Without a task it judges all. */
function judgedImages({ task }: Expert, tasks: ArrayLike<number> | undefined): Tensor {
  if (tasks === undefined || task === undefined) return ones([1, 1]);
  return tensor2d(
    Float32Array.from(tasks, (each) => (each === task ? 1 : 0)),
    [tasks.length, 1],
  );
}

function refuseNone(experts: readonly Expert[]): void {
  if (experts.length === 0) {
    throw new RangeError(
      'an ensemble of no experts was asked for; it needs at least one. Give it the stream’s experts.',
    );
  }
}
