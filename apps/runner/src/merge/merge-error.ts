/** A request to `exmodel merge` that cannot be fulfilled. */
export class MergeError extends Error {
  override readonly name = 'MergeError';

  constructor(
    readonly given: string,
    expected: string,
    advice: string,
  ) {
    super(`${given}. Expected ${expected}. ${advice}`);
  }
}
