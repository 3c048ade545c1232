import { type Tensor2D, tidy, transpose } from '@tensorflow/tfjs-core';
import type { Expert } from '../expert';
import { columnPlacement } from './column-placement';

export interface ExpertPlacement {
  /** Outputs of the expert. */
  readonly width: number;
  /** The expert's outputs that count, one for each class. */
  readonly columns: readonly number[];
  /** The student's outputs that they become, in the same order. */
  readonly classes: readonly number[];
  /** Outputs of the student. */
  readonly outputs: number;
}

/**
 * An expert in the student's numbering of classes: its logits, and the rows of its classifier, where the student has them; all
 * other logits are 0. Its weights keep their own shapes, so they are offered only where they cannot be mistaken for those of
 * the student's model: where it has another number of outputs.
 *
 * @throws RangeError when the columns are not outputs of the expert, or the classes not different outputs of the student, one
 * for each column
 */
export function placeExpert(expert: Expert, { width, columns, classes, outputs }: ExpertPlacement): Expert {
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
    ...(expert.classifierWeights && {
      classifierWeights: () => tidy(() => transpose(place(transpose(own.classifierWeights()) as Tensor2D))),
    }),
    ...(width !== outputs && {
      ...(expert.weights && { weights: () => own.weights() }),
      ...(expert.novelty && {
        novelty: (...given: Parameters<Required<Expert>['novelty']>) => own.novelty(...given),
      }),
      ...(initialWeights && { initialWeights }),
      ...(initialEstimated && { initialEstimated }),
    }),
  };
}
