/** The command of this process, written so that a reader of a page can run it again. */
export function commandLine(): string {
  return ['pnpm exmodel', ...process.argv.slice(2).map(quoted)].join(' ');
}

/** An argument, quoted for the command line if necessary. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
