/** An architecture was registered under a name that another one has. */
export class TakenModelNameError extends Error {
  override readonly name = 'TakenModelNameError';

  constructor(readonly taken: string) {
    super(
      `the name "${taken}" was given to an architecture, but there is one of that name. Expected a new name. Choose another one.`,
    );
  }
}
