/** A name that no downloadable data set has. */
export class UnknownDatasetError extends Error {
  override readonly name = 'UnknownDatasetError';

  constructor(
    /** The name as given. */
    readonly dataset: string,
    /** Every valid name. */
    readonly known: readonly string[],
  ) {
    super(`Data set ${dataset}: expected one of ${known.join(', ')}. Correct the name.`);
  }
}
