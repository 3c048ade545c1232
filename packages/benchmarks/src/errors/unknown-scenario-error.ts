/** A name that no scenario has. */
export class UnknownScenarioError extends Error {
  override readonly name = 'UnknownScenarioError';

  constructor(
    /** The name as given. */
    readonly scenario: string,
    /** Every valid name. */
    readonly known: readonly string[],
  ) {
    super(`Unknown scenario "${scenario}": expected one of ${known.join(', ')}. Correct the name.`);
  }
}
