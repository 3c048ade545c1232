import type { DivergedError, Expert } from '@exmodel/distill';
import { MergeError } from './merge-error';
import type { ExpertFile } from './open-expert';

/** The error of a merge that diverged. `files[i]` is the file of `experts[i]`. */
export function divergedMerge(
  { found, expert }: DivergedError,
  files: readonly ExpertFile[],
  experts: readonly Expert[],
): MergeError {
  const file = expert && files[experts.indexOf(expert)];
  return new MergeError(
    file === undefined
      ? `the merge diverged: ${found}`
      : `${file.location} gives logits that are NaN or infinite`,
    'finite numbers',
    `Correct --input, --mean and --std, or ${file === undefined ? 'try another --source' : 'leave it out'}.`,
  );
}
