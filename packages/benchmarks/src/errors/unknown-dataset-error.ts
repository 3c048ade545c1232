/** The name of no data set that can be downloaded. */
export class UnknownDatasetError extends Error {
  override readonly name = 'UnknownDatasetError';

  constructor(
    /** The name as given. */
    readonly dataset: string,
    /** Every name that would have been accepted. */
    readonly known: readonly string[],
  ) {
    super(`Data set ${dataset}: expected one of ${known.join(', ')}. Correct the name.`);
  }
}
