/** The process of a job ended without results. */
export class JobProcessError extends Error {
  override readonly name = 'JobProcessError';

  constructor(
    /** Exit code of the process; null if a signal ended it. */
    readonly exitCode: number | null,
    readonly signal: NodeJS.Signals | null,
    /** What it printed on its error output, or where to look. */
    why: string,
  ) {
    const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
    super(`its process ${how}${why}`);
  }
}
