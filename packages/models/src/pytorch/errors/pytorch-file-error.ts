import { ZipError } from '../../zip/zip-error';

/** What caused the error, if that can be named. */
export interface PytorchFileFacts {
  /** Name of the tensor. */
  readonly tensor?: string | undefined;
  /** The Python class or function that no state dict needs: `__main__.Net`, `posix.system`. */
  readonly global?: string | undefined;
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
    // Text from a file must not control the terminal that prints it.
    super(message.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd'));
    this.tensor = tensor;
    this.global = global;
  }
}

/** Reports a fault of the archive as one of the file. */
export function withPytorchErrors<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new PytorchFileError(error.given, error.expected, error.advice);
  }
}
