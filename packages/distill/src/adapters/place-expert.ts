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
 */
export function placeExpert(expert: Expert, { width, columns, classes, outputs }: ExpertPlacement): Expert {
  const place = columnPlacement(width, columns, classes, outputs);
  const { logitsAndStatistics, classifierWeights, weights, novelty, initialWeights } = expert;
  return {
    classes,
    logits: (images) => tidy(() => place(expert.logits(images))),
    ...(logitsAndStatistics && {
      logitsAndStatistics: (images) => {
        const { logits, statistics } = logitsAndStatistics(images);
        return { logits: tidy(() => place(logits)), statistics };
      },
    }),
    ...(classifierWeights && {
      classifierWeights: () => tidy(() => transpose(place(transpose(classifierWeights()) as Tensor2D))),
    }),
    ...(width !== outputs && {
      ...(weights && { weights }),
      ...(novelty && { novelty }),
      ...(initialWeights && { initialWeights }),
    }),
  };
}
