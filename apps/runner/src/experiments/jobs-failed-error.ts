/** Some jobs failed; the others are done. */
export class JobsFailedError extends Error {
  override readonly name = 'JobsFailedError';

  constructor(readonly jobs: readonly string[]) {
    super(
      `failed: ${jobs.join(', ')}; the reasons stand above. What is finished is kept: the same command runs the rest again.`,
    );
  }
}
