/** A file that cannot be had from where it was looked for. */
export class LocationError extends Error {
  override readonly name = 'LocationError';

  constructor(
    readonly location: string,
    /** What is wrong. */
    readonly given: string,
    expected: string,
    advice: string,
  ) {
    const message = `${location}: ${given}. Expected ${expected}. ${advice}`;
    // What a server says must not steer the terminal that prints it.
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
  }
}
