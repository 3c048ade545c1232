import { type Tensor2D, tidy, transpose } from '@tensorflow/tfjs-core';
import type { Expert } from '../expert';
import { columnPlacement } from './column-placement';
import type { ExpertPlacement } from './expert-placement';
import { headArrays, isInPlace, placeHead, withoutHead } from './place-head';

/**
 * An expert in the student's numbering of classes: its logits, the rows of its classifier and the columns of its head are where the student
 * has them; all others are 0. Where its head is not found, its weights keep their own shapes, and none are given if those could be mistaken
 * for the student's.
 *
 * @throws RangeError when the columns are not different outputs of the expert, the classes not different outputs of the student, one
 * for each column, or there are none
 */
export function placeExpert(expert: Expert, placement: ExpertPlacement): Expert {
  const { width, columns, classes, outputs } = placement;
  const place = columnPlacement(width, columns, classes, outputs);
  const { task, initialWeights, initialEstimated } = expert;
  const own = expert as Required<Expert>; // each probe is called only where the expert has it, and as its method
  return {
    classes,
    ...(task !== undefined && { task }),
    logits: (images) => tidy(() => place(expert.logits(images))),
    ...(expert.logitsAndStatistics && {
      logitsAndStatistics: (images) =>
        tidy(() => {
          const { logits, statistics } = own.logitsAndStatistics(images);
          return { logits: place(logits), statistics: statistics.map((each) => ({ ...each })) };
        }),
    }),
    ...(expert.runningStatistics && { runningStatistics: expert.runningStatistics }),
    ...(expert.classifierWeights && {
      classifierWeights: () => tidy(() => transpose(place(transpose(own.classifierWeights()) as Tensor2D))),
    }),
    ...(expert.weights && {
      async weights() {
        const all = await own.weights();
        return placeHead(all, placement) ?? (width === outputs ? [] : all);
      },
      ...(expert.novelty && {
        async novelty(initial, reference, options) {
          // Its own initial weights are in its own order; of others, those of the head are in another one.
          const inOrder =
            initial === initialWeights || isInPlace(placement)
              ? initial
              : withoutHead(initial, headArrays(await own.weights(), width));
          return own.novelty(inOrder, reference, options);
        },
      }),
      ...(initialWeights && { initialWeights }),
      ...(initialEstimated && { initialEstimated }),
    }),
  };
}
