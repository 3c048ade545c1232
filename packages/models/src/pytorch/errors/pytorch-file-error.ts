import { ZipError } from '../../zip/zip-error';

/** What is at fault, as far as it is known. */
export interface PytorchFileFacts {
  /** The tensor at fault. */
  readonly tensor?: string;
  /** The Python class or function that a state dict has no use for: `__main__.Net`, `posix.system`. */
  readonly global?: string;
}

/** Bytes that are not a PyTorch state dict that this package reads, or tensors that cannot be written as one. */
export class PytorchFileError extends Error {
  override readonly name = 'PytorchFileError';
  readonly tensor: string | undefined;
  readonly global: string | undefined;

  constructor(
    readonly given: string,
    readonly expected: string,
    advice: string,
    { tensor, global }: PytorchFileFacts = {},
  ) {
    const where = tensor === undefined ? '' : `tensor '${tensor.slice(0, 200)}': `;
    const message = `PyTorch file: ${where}${given}. Expected ${expected}. ${advice}`;
    // What a file says must not steer the terminal that prints it.
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
    this.tensor = tensor;
    this.global = global;
  }
}

/** Tells what is wrong with the archive as what is wrong with the file. */
export function withPytorchErrors<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new PytorchFileError(error.given, error.expected, error.advice);
  }
}
