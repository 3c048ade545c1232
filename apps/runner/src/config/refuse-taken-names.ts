/** A plugin adds something with a name that something else has. */
export class NameTakenError extends Error {
  override readonly name = 'NameTakenError';

  constructor(
    readonly kind: string,
    readonly taken: string,
  ) {
    super(
      `a plugin adds the ${kind} "${taken}", but there is one of that name. Expected a new name. Choose another one in the plugin.`,
    );
  }
}

/**
 * The given things, each with a name of its own.
 *
 * @param kind what they are, for the message
 * @throws NameTakenError
 */
export function refuseTakenNames<T extends { readonly name: string }>(
  kind: string,
  things: readonly T[],
): readonly T[] {
  const names = new Set<string>();
  for (const { name } of things) {
    if (names.has(name)) throw new NameTakenError(kind, name);
    names.add(name);
  }
  return things;
}
