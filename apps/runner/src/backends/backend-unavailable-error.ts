/** A backend that was named explicitly cannot be used. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';

  constructor(
    readonly backend: string,
    readonly reason: string,
    remedy = 'Omit --backend to use the fastest one that works.',
  ) {
    super(`the backend "${backend}" was given and cannot be used: ${reason}. ${remedy}`);
  }
}
