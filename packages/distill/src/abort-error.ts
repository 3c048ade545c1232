/** Work was aborted by the signal that it was given, whose reason is the `cause`. It holds no tensors any more. */
export class AbortError extends Error {
  override readonly name = 'AbortError';

  constructor(reason: unknown) {
    super(
      'the work was aborted by its signal; begin it again, or go on from a state that was taken between two of its events.',
      { cause: reason },
    );
  }
}
