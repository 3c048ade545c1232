import { ZipError } from '../zip/zip-error';

/** Bytes that are not a NumPy file of numbers that this package reads. */
export class NumpyFileError extends Error {
  override readonly name = 'NumpyFileError';

  /** @param array The array at fault, where the file holds several. */
  constructor(
    readonly given: string,
    readonly expected: string,
    advice: string,
    readonly array?: string,
  ) {
    const where = array === undefined ? '' : `array '${array.slice(0, 200)}': `;
    const message = `NumPy file: ${where}${given}. Expected ${expected}. ${advice}`;
    // Text from a file must not control the terminal that prints it.
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
  }
}

/** Reports a fault of the archive as one of the file. */
export function withNumpyErrors<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new NumpyFileError(error.given, error.expected, error.advice);
  }
}
