/** A data file that is not what it should be: cut off, altered, or of another format. */
export class CorruptFileError extends Error {
  override readonly name = 'CorruptFileError';
  readonly path: string;
  /** What the file should have held, such as `47040016 bytes` or `sha256 ba89…`. */
  readonly expected: string;
  /** What it holds instead, in the same terms. */
  readonly actual: string;

  constructor(
    facts: { path: string; expected: string; actual: string; remedy?: string | undefined },
    options?: ErrorOptions,
  ) {
    const { path, expected, actual, remedy = 'Delete the file and fetch it again.' } = facts;
    super(`Corrupt data file ${path}: it has ${actual}, expected ${expected}. ${remedy}`, options);
    this.path = path;
    this.expected = expected;
    this.actual = actual;
  }
}
