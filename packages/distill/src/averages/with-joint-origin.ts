import type { Expert } from '../expert';
import type { Weights } from '../weights';
import { jointOrigin } from './joint-origin';
import { sameShapes, shareOrigin } from './share-origin';

/**
 * The same experts; those of unknown origin that started alike, as the cosine of their kernels shows, have their joint origin as
 * `initialWeights`, an estimate. An expert that gives no weights, brings its own `initialWeights`, or started like nobody else, stays as it is.
 *
 * @param initial the student's initial weights: what started from them is of known origin
 */
export async function withJointOrigin(
  experts: readonly Expert[],
  initial: Weights | undefined,
): Promise<Expert[]> {
  const weights: (Weights | undefined)[] = [];
  // One after the other: those of known origin, of which there may be hundreds, are not kept.
  for (const expert of experts) {
    const own = expert.initialWeights === undefined ? await expert.weights?.() : undefined;
    const isKnown = own !== undefined && initial !== undefined && shareOrigin(own, initial);
    weights.push(isKnown ? undefined : own);
  }
  const result = [...experts];
  const left = new Set(weights.flatMap((own, i) => (own === undefined ? [] : [i])));
  for (const first of left) {
    const alike = [...left].filter((i) => startedAlike(weights[first] as Weights, weights[i] as Weights));
    for (const i of alike) left.delete(i);
    // One network tells nothing of where it started, nor do copies of it.
    if (alike.every((i) => isCopy(weights[first] as Weights, weights[i] as Weights))) continue;
    const origin = await jointOrigin(alike.map((i) => weights[i] as Weights));
    for (const i of alike) result[i] = startingFrom(experts[i] as Expert, origin);
  }
  return result;
}

/** The expert, whose methods are called as its own, with an estimate of its origin. */
function startingFrom(expert: Expert, origin: Weights): Expert {
  const own = expert as Required<Expert>;
  const { classes, task } = expert;
  return {
    ...{ classes, initialWeights: origin, initialEstimated: true },
    ...(task !== undefined && { task }),
    logits: (images) => own.logits(images),
    weights: () => own.weights(),
    ...(expert.logitsAndStatistics && { logitsAndStatistics: (images) => own.logitsAndStatistics(images) }),
    ...(expert.runningStatistics && { runningStatistics: expert.runningStatistics }),
    ...(expert.classifierWeights && { classifierWeights: () => own.classifierWeights() }),
    ...(expert.novelty && { novelty: (...given) => own.novelty(...given) }),
  };
}

function startedAlike(one: Weights, other: Weights): boolean {
  return sameShapes(one, other) && shareOrigin(one, other);
}

/** Whether all weights are the same, but for those of the heads that were moved. */
function isCopy(one: Weights, other: Weights): boolean {
  return one.every(({ values, columns }, i) => {
    const against = other[i]?.values;
    return columns !== undefined || values.every((value, k) => value === against?.[k]);
  });
}
