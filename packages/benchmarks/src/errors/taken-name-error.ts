/** A scenario was registered under a name that another one has. */
export class TakenNameError extends Error {
  override readonly name = 'TakenNameError';

  constructor(readonly taken: string) {
    super(
      `the name "${taken}" was given to a scenario, but there is one of that name. Expected a new name. Choose another one.`,
    );
  }
}
