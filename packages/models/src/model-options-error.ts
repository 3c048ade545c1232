/** An option that a model cannot be built with. */
export class ModelOptionsError extends Error {
  override readonly name = 'ModelOptionsError';

  constructor(
    readonly model: string,
    readonly option: string,
    readonly given: unknown,
    readonly expected: string,
    advice: string,
  ) {
    super(`Model '${model}' was given ${option} ${shown(given)}. It expects ${expected}. ${advice}`);
  }
}

/** As it is typed: JSON has no NaN. */
function shown(given: unknown): string | undefined {
  if (Array.isArray(given)) return `[${given.map(shown).join(',')}]`;
  return typeof given === 'number' ? String(given) : JSON.stringify(given);
}
