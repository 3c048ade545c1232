/** The name of an architecture, or of a model, that this package does not have. */
export class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';

  constructor(
    readonly model: string,
    readonly known: readonly string[],
  ) {
    super(
      `Unknown model '${model}'. Known models are ${known.join(', ')}. Check the spelling or choose one of them.`,
    );
  }
}
