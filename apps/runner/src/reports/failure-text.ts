import { inspect } from 'node:util';

/** Error classes of JavaScript and of internal checks: they are not meant for users. */
const unexpected = new Set([
  ...['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'EvalError', 'URIError'],
  ...['AggregateError', 'AssertionError', 'ZodError'],
]);

/**
 * What a failed command prints. An error is expected if its class has a name of its own: it says what was given, what was
 * expected and what to do, and is shown as that sentence. Errors of the operating system are expected, too. Any other is a
 * bug in exmodel, and is shown with its stack.
 *
 * Packages throw RangeErrors for options out of range. Those are bugs, too: whatever a user can set is checked before it
 * reaches a package, with an error that names the key or flag.
 *
 * @param plugins paths of modules that are not exmodel's: what their code throws is their bug
 */
export function failureText(error: unknown, plugins: readonly string[] = []): string {
  if (error instanceof Error && isExpected(error)) return `${error.name}: ${error.message}`;
  const text = inspect(error);
  const plugin = plugins.find((path) => text.includes(path));
  return `${text}\n${
    plugin === undefined
      ? 'This is a bug in exmodel, not in your input. Please report it with the command and the lines above.'
      : `This came through the plugin ${plugin}. Correct it there; it is a bug in exmodel only if it happens without the plugin, too.`
  }`;
}

function isExpected(error: Error): boolean {
  return !unexpected.has(error.name) || 'syscall' in error;
}

/** Why something failed, in a line of a report: the sentence of an expected error, the stack of a bug. */
export function failureReason(error: Error): string {
  return isExpected(error) ? error.message : (error.stack ?? error.message);
}

/** A thrown value as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
