/** A scenario name that no scenario answers to. */
export class UnknownScenarioError extends Error {
  override readonly name = 'UnknownScenarioError';

  constructor(
    /** The name as given. */
    readonly scenario: string,
    /** Every name that would have done. */
    readonly known: readonly string[],
  ) {
    super(`Unknown scenario "${scenario}": expected one of ${known.join(', ')}. Correct the name.`);
  }
}
