/** The command of this process, written so that a reader of a page can run it again. */
export function commandLine(): string {
  return exmodelLine(process.argv.slice(2));
}

/** A command of exmodel as one line to copy. */
export function exmodelLine(parameters: readonly string[]): string {
  return ['pnpm exmodel', ...parameters.map(quoted)].join(' ');
}

/** An argument, quoted for the command line if necessary. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
