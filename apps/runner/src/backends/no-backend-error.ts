/** None of the backends works on this machine. */
export class NoBackendError extends Error {
  override readonly name = 'NoBackendError';

  /** @param reasons of each backend, in sentences */
  constructor(readonly reasons: readonly string[]) {
    super(`no TensorFlow.js backend works here. ${reasons.join(' ')}`);
  }
}
