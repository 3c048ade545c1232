import type { DivergedError, Expert } from '@exmodel/distill';
import { MergeError } from './merge-error';
import type { ExpertFile } from './open-expert';

/** The error of a merge that diverged. `files[i]` is the file of `experts[i]`. */
export function divergedMerge(
  { found, expert }: DivergedError,
  files: readonly ExpertFile[],
  experts: readonly Expert[],
): MergeError {
  // What is left of an expert behind a trunk, or knows its origin, has its classes.
  const isIt = (other: Expert) => other.classes.join() === expert?.classes.join();
  const file = expert && files[Math.max(experts.indexOf(expert), experts.findIndex(isIt))];
  return new MergeError(
    file === undefined
      ? `the merge diverged: ${found}`
      : `${file.location} gives logits that are NaN or infinite`,
    'finite numbers',
    `Correct --input, --mean and --std, or ${file === undefined ? 'try another --source' : 'leave it out'}.`,
  );
}
