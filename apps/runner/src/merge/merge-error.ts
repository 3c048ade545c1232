/** A request to `exmodel merge` that cannot be fulfilled. */
export class MergeError extends Error {
  override readonly name = 'MergeError';

  constructor(
    readonly given: string,
    expected: string,
    advice: string,
  ) {
    // Names come from files and must not control the terminal.
    super(`${given}. Expected ${expected}. ${advice}`.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
  }
}
