/**
 * Whether an error is of a kind that was foreseen: its message says what was given, what was expected and what to do, and a
 * stack would only hide that. Plain errors and type errors are bugs of ours or of a library.
 */
export function isExpected(error: unknown): error is Error {
  return error instanceof Error && !['Error', 'TypeError'].includes(error.name);
}

/** Why a job failed, for people: the message of an expected error; of a bug, where it happened. */
export function failureText(error: Error): string {
  const { message, stack = message } = error;
  return isExpected(error) ? message : stack;
}

/** Whatever was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
