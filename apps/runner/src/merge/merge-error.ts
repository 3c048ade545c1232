/** Something that was asked of `exmodel merge` and cannot be done. */
export class MergeError extends Error {
  override readonly name = 'MergeError';

  constructor(
    readonly given: string,
    expected: string,
    advice: string,
  ) {
    // Names come from files: they must not steer the terminal.
    super(`${given}. Expected ${expected}. ${advice}`.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
  }
}
