/** Not an archive that is read or written. The formats that are archives tell it as their own error. */
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
