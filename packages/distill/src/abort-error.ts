/** Work was aborted by the signal that it was given, whose reason is the `cause`. It holds no tensors any more. */
export class AbortError extends Error {
  override readonly name = 'AbortError';

  constructor(reason: unknown) {
    super('aborted by its signal; begin again, or go on from a saved state.', {
      cause: reason,
    });
  }
}
