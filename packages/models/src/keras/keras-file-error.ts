/** A Keras file that is not well-formed, or that holds what this package does not read. */
export class KerasFileError extends Error {
  override readonly name = 'KerasFileError';

  constructor(
    /** Path or URL of the file. */
    readonly location: string,
    readonly given: string,
    expected: string,
    advice: string,
    /** The layer at fault, if it is one. */
    readonly layer?: string,
  ) {
    const message = `Keras file ${location}: ${given}. Expected ${expected}. ${advice}`;
    // Text from a file must not control the terminal that prints it.
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
  }
}
