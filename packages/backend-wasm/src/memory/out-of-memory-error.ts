/** A tensor does not fit in the backend's memory. The backend goes on working with the tensors that it holds. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';

  /**
   * @param asked bytes that were asked for
   * @param held bytes in use at that moment
   * @param allowed bytes that the memory may grow to
   */
  constructor(
    readonly asked: number,
    readonly held: number,
    readonly allowed: number,
  ) {
    super(
      `The backend was asked for ${asked} bytes while it holds ${held}. ` +
        `Expected no more than the ${allowed} bytes that its memory may grow to, in one piece. ` +
        'Dispose tensors (tf.tidy), use smaller batches, or split the work.',
    );
  }
}
