/** Whether an error of the file system says that there is nothing at a path, perhaps not even the folder that it would be in. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
