/** Experts that cannot be registered, found or used. */
export class ExpertRegistryError extends Error {
  override readonly name = 'ExpertRegistryError';

  constructor(
    readonly given: string,
    expected: string,
    advice: string,
  ) {
    super(`${given}. Expected ${expected}. ${advice}`);
  }
}
