/** A backend was asked for by name and cannot be used. */
export class BackendUnavailableError extends Error {
  override readonly name = 'BackendUnavailableError';

  constructor(
    readonly backend: string,
    readonly reason: string,
  ) {
    super(
      `the backend "${backend}" was asked for and cannot be used: ${reason}. Leave out --backend to take the fastest that works.`,
    );
  }
}
