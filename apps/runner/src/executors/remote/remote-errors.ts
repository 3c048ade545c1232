/** A job failed on the machine that ran it; the message is what its process said. */
export class RemoteJobError extends Error {
  override readonly name = 'RemoteJobError';
}

/** A job was ordered again and again, and ended each time without a result and without getting further. */
export class NoResultError extends Error {
  override readonly name = 'NoResultError';

  constructor(
    readonly engine: string,
    readonly attempts: number,
    /** What it printed last, or where to look. */
    lastWords: string,
  ) {
    super(
      `it ended ${attempts} times on ${engine} without a result, and got no further in between. ${lastWords}`.trim(),
    );
  }
}

/** The jobs were left to an engine, which goes on by itself: there are no outcomes yet. */
export class DetachedError extends Error {
  override readonly name = 'DetachedError';
}
