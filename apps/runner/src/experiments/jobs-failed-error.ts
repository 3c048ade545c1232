import type { JobOutcome } from '../runs/job';

/** Some jobs failed; the others are done. */
export class JobsFailedError extends Error {
  override readonly name = 'JobsFailedError';

  constructor(
    /** Their names. */
    readonly jobs: readonly string[],
  ) {
    super(
      `failed: ${jobs.join(', ')}; the reasons are above. Finished jobs are kept: run the same command to try the others again.`,
    );
  }
}

/**
 * The error that an experiment ends with, if any. If all jobs failed with the same message, it is that error itself: a
 * mistyped folder reads the same for one job and for ten.
 */
export function failureOf(outcomes: readonly JobOutcome[]): Error | undefined {
  const failed = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome] : []));
  const [first] = failed;
  if (first === undefined) return undefined;
  const isShared = failed.every(({ failure }) => failure.message === first.failure.message);
  if (isShared && failed.length === outcomes.length) return first.failure;
  return new JobsFailedError(failed.map(({ job }) => job.name));
}
