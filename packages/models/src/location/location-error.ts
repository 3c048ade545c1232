/** A file that cannot be read from its place. */
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
    // Text from a server must not control the terminal that prints it.
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
  }
}
