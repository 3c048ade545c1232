/** Data cannot be kept: the disk is full, may not be written to, or fails. */
export class UnwritableDataError extends Error {
  override readonly name = 'UnwritableDataError';
  /** Where the data were to be put. */
  readonly path: string;
  /** What the operating system said. */
  readonly reason: string;

  constructor({ path, reason }: { path: string; reason: string }, options?: ErrorOptions) {
    super(
      `${path} cannot be written: ${reason}; expected a place with room, and the right to write there. Free disk space, repair ` +
        'the folder or choose another, and try again: what has arrived there is kept.',
      options,
    );
    this.path = path;
    this.reason = reason;
  }
}
