import { type Expert, placeExpert } from '@exmodel/distill';
import { classListText } from './class-list';
import { MergeError } from './merge-error';
import type { ExpertFile, LoadedExpert } from './open-expert';

/**
 * The expert in the student's numbering of classes. Its outputs are those that its argument names (`cat=3`); else, where
 * it has one for each of its classes, those in their order; else, where it has one for each of the student's, all of them.
 *
 * @param outputs names of the student's outputs
 * @throws MergeError The number of its outputs fits none of these, or it lacks one that is named.
 */
export function placeOutputs(
  { location, classes: named }: ExpertFile,
  { expert, outputs: width, gives }: LoadedExpert,
  outputs: readonly string[],
): Expert {
  const classes = named.map(({ name }) => outputs.indexOf(name));
  const given = named.flatMap(({ column }) => (column === undefined ? [] : [column]));
  if (given.length === 0 && width !== classes.length && width === outputs.length)
    return { ...expert, classes };
  const columns = given.length > 0 ? given : classes.map((_, i) => i);
  const has = `${location} has ${gives.isBinary ? 'one output, which tells two classes apart' : `${width} outputs`}`;
  const lacking = named.filter(({ column = 0 }) => column >= width);
  if (lacking.length > 0) {
    throw new MergeError(
      `${has}, and ${classListText(lacking)} was given`,
      `outputs from 0 to ${width - 1}`,
      'Correct the numbers behind the classes: the first output is 0.',
    );
  }
  if (given.length === 0 && width !== classes.length) {
    const names = `${classes.length} classes were named: ${named.map(({ name }) => name).join(', ')}`;
    if (gives.isBinary) {
      throw new MergeError(
        `${has}, and ${names}`,
        'both',
        'Name the class whose output is 0, then the one whose output is 1: --expert FILE:cat,dog.',
      );
    }
    throw new MergeError(
      `${has}, and ${names}`,
      `an output for each of them, or for each of all ${outputs.length} classes`,
      'Give the outputs of the classes: --expert FILE:cat=3,dog=5.',
    );
  }
  return placeExpert(expert, { width, columns, classes, outputs: outputs.length });
}
