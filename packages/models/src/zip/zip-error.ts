/** An archive that cannot be read or written. Formats that are archives report it as an error of their own. */
export class ZipError extends Error {
  override readonly name = 'ZipError';

  constructor(
    readonly given: string,
    readonly expected: string,
    readonly advice: string,
  ) {
    super(`Zip archive: ${given}. Expected ${expected}. ${advice}`);
  }
}
