import type { JobOutcome } from '../runs/job';

/** Some jobs failed; the others are done. */
export class JobsFailedError extends Error {
  override readonly name = 'JobsFailedError';

  constructor(
    /** Their names. */
    readonly jobs: readonly string[],
  ) {
    super(
      `failed: ${jobs.join(', ')}; the reasons stand above. What is finished is kept: the same command runs the rest again.`,
    );
  }
}

/**
 * The error that an experiment ends with, if any. Where nothing could be done and all for one reason, that is the reason
 * itself: a mistyped folder reads no different for one job and for ten.
 */
export function failureOf(outcomes: readonly JobOutcome[]): Error | undefined {
  const failed = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome] : []));
  const [first] = failed;
  if (first === undefined) return undefined;
  const isShared = failed.every(({ failure }) => failure.message === first.failure.message);
  if (isShared && failed.length === outcomes.length) return first.failure;
  return new JobsFailedError(failed.map(({ job }) => job.name));
}
