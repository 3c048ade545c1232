import { classListText } from '../../runner/src/merge/class-list';
import type { ModelFacts } from './compute/messages';

/** Names of a model's classes to begin with: its file's own, else its name with a number for each output. */
export function classNamesOf(
  name: string,
  { classes, outputs }: Pick<ModelFacts, 'classes' | 'outputs'>,
): string {
  return classListText(classes ?? Array.from({ length: outputs }, (_, output) => `${name} ${output + 1}`));
}
