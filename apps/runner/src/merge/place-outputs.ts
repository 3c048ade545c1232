import type { Expert } from '@exmodel/distill';
import { matMul, type Tensor2D, tensor2d, tidy, transpose } from '@tensorflow/tfjs-core';
import { MergeError } from './merge-error';
import type { ExpertFile, LoadedExpert } from './open-expert';

/**
 * The expert in the student's numbering of classes. Its outputs are those that its argument says (`cat=3`); else, where it
 * has one for each of its classes, those in their order; else, where it has one for each of the student's, all of them.
 *
 * @param outputs names of the student's outputs
 * @throws MergeError It has another number of outputs.
 */
export function placeOutputs(
  { location, classes: named }: ExpertFile,
  { expert, outputs: width }: LoadedExpert,
  outputs: readonly string[],
): Expert {
  const classes = named.map(({ name }) => outputs.indexOf(name));
  const said = named.flatMap(({ column }) => (column === undefined ? [] : [column]));
  if (said.length === 0 && width !== classes.length && width === outputs.length)
    return { ...expert, classes };
  const own = said.length > 0 ? said : classes.map((_, i) => i);
  if (said.length === 0 ? width !== classes.length : said.some((column) => column >= width)) {
    throw new MergeError(
      `${location} has ${width} outputs, and ${classes.length} classes were named: ${named.map(({ name }) => name).join(', ')}`,
      `an output for each of them, or for each of all ${outputs.length} classes`,
      'Say which outputs are meant: --expert FILE:cat=3,dog=5.',
    );
  }
  return {
    ...placed(expert, classes, matrix(own, classes, [width, outputs.length])),
    ...(width !== outputs.length && ofItsOwn(expert)),
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

/** What is known of the expert's weights, where nobody can take them for those of the student's model. */
function ofItsOwn({ weights, novelty, initialWeights }: Expert): Partial<Expert> {
  return {
    ...(weights && { weights }),
    ...(novelty && { novelty }),
    ...(initialWeights && { initialWeights }),
  };
}

/** All outputs that stand for nothing are 0. Its weights are numbered otherwise than the student's: they are not offered. */
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
