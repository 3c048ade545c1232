/** A kernel of this backend was given tensors or attributes that it does not support. Nothing was computed. */
export class KernelInputError extends Error {
  override readonly name = 'KernelInputError';

  /**
   * @param kernelName the kernel, as `tf.engine().runKernel` names it
   * @param given what it was given
   * @param expected what it supports
   */
  constructor(
    readonly kernelName: string,
    given: string,
    expected: string,
  ) {
    super(
      `The kernel ${kernelName} was given ${given}. Expected ${expected}. ` +
        'Convert its inputs (tf.cast, tf.reshape), or compose the op of others.',
    );
  }
}
