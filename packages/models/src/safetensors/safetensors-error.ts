/** Bytes that are not a safetensors file that this package reads, or tensors that cannot be written as one. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';

  /** @param tensor The tensor at fault, where it is one. */
  constructor(
    readonly given: string,
    readonly expected: string,
    advice: string,
    readonly tensor?: string,
  ) {
    super(
      `Safetensors: ${tensor === undefined ? '' : `tensor '${tensor}': `}${given}. Expected ${expected}. ${advice}`,
    );
  }
}
