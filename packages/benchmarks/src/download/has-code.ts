/** Whether the operating system gave one of these reasons, such as `ENOSPC`, for an error. */
export function hasCode(error: unknown, codes: readonly string[]): boolean {
  if (error instanceof AggregateError) return error.errors.some((inner) => hasCode(inner, codes));
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The disk is full, or may not be written to: which is not the fault of the file. */
export const DISK_ERRORS = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS'];
