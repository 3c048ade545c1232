/** A TensorFlow.js model that is not well-formed, or that this package does not read. */
export class TfjsFileError extends Error {
  override readonly name = 'TfjsFileError';

  constructor(
    /** Path or URL of the `model.json`. */
    readonly location: string,
    readonly given: string,
    expected: string,
    advice = 'Save the model again, or convert it again.',
  ) {
    const message = `TensorFlow.js model ${location}: ${given}. Expected ${expected}. ${advice}`;
    // Text from a file must not control the terminal that prints it.
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
  }
}
