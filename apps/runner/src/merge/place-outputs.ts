import type { Expert } from '@exmodel/distill';
import { matMul, type Tensor2D, tensor2d, tidy, transpose } from '@tensorflow/tfjs-core';
import { MergeError } from './merge-error';
import type { ExpertFile, LoadedExpert } from './open-expert';

/**
 * The expert in the student's numbering of classes. Its outputs are those that its argument gives (`cat=3`); else, if it has
 * one for each of its classes, those in order; else, if it has one for each of the student's classes, all of them.
 *
 * @param outputs names of the student's outputs
 * @throws MergeError The number of its outputs fits none of these.
 */
export function placeOutputs(
  { location, classes: named }: ExpertFile,
  { expert, outputs: width }: LoadedExpert,
  outputs: readonly string[],
): Expert {
  const classes = named.map(({ name }) => outputs.indexOf(name));
  const columns = named.flatMap(({ column }) => (column === undefined ? [] : [column]));
  if (columns.length === 0 && width !== classes.length && width === outputs.length)
    return { ...expert, classes };
  const own = columns.length > 0 ? columns : classes.map((_, i) => i);
  if (columns.length === 0 ? width !== classes.length : columns.some((column) => column >= width)) {
    throw new MergeError(
      `${location} has ${width} outputs, and ${classes.length} classes were named: ${named.map(({ name }) => name).join(', ')}`,
      `an output for each of them, or for each of all ${outputs.length} classes`,
      'Give the outputs of the classes: --expert FILE:cat=3,dog=5.',
    );
  }
  return {
    ...placed(expert, classes, matrix(own, classes, [width, outputs.length])),
    ...(width !== outputs.length && ownWeights(expert)),
  };
}

/** [width, outputs], 1 where an output of the expert becomes one of the student. */
function matrix(
  own: readonly number[],
  classes: readonly number[],
  shape: readonly [width: number, outputs: number],
): () => Tensor2D {
  const values = new Float32Array(shape[0] * shape[1]);
  own.forEach((column, i) => {
    values[column * shape[1] + (classes[i] as number)] = 1;
  });
  return () => tensor2d(values, [...shape]);
}

/** The expert's weights and what is measured with them, for experts whose weights cannot be mistaken for the student's. */
function ownWeights({ weights, novelty, initialWeights }: Expert): Partial<Expert> {
  return {
    ...(weights && { weights }),
    ...(novelty && { novelty }),
    ...(initialWeights && { initialWeights }),
  };
}

/** Outputs without a class are 0. The expert's weights are omitted, because their outputs are in another order. */
function placed(expert: Expert, classes: readonly number[], placement: () => Tensor2D): Expert {
  const { logitsAndStatistics, classifierWeights } = expert;
  return {
    classes,
    logits: (images) => tidy(() => matMul(expert.logits(images), placement()) as Tensor2D),
    ...(logitsAndStatistics && {
      logitsAndStatistics: (images) => {
        const { logits, statistics } = logitsAndStatistics(images);
        return { logits: tidy(() => matMul(logits, placement()) as Tensor2D), statistics };
      },
    }),
    ...(classifierWeights && {
      classifierWeights: () => tidy(() => matMul(transpose(placement()), classifierWeights()) as Tensor2D),
    }),
  };
}
