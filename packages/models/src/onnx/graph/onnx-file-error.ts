/** An ONNX file that is not well-formed, or that holds what this package does not read. */
export class OnnxFileError extends Error {
  override readonly name = 'OnnxFileError';

  constructor(
    /** Path or URL of the file. */
    readonly location: string,
    readonly given: string,
    expected: string,
    advice: string,
    /** The node at fault, if it is one. */
    readonly node?: { readonly name: string; readonly op: string },
  ) {
    const message = `ONNX file ${location}: ${given}. Expected ${expected}. ${advice}`;
    // Text from a file must not control the terminal that prints it.
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
  }
}
