/** An option of `createModel` that the architecture cannot be built with. */
export class ModelOptionsError extends Error {
  override readonly name = 'ModelOptionsError';

  constructor(
    readonly model: string,
    readonly option: string,
    readonly given: unknown,
    readonly expected: string,
    advice: string,
  ) {
    super(`Model '${model}' was given ${option} ${JSON.stringify(given)}. It expects ${expected}. ${advice}`);
  }
}
