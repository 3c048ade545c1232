/** The command that was given, as a page names it so that it can be given again. */
export function commandLine(): string {
  return ['pnpm exmodel', ...process.argv.slice(2).map(quoted)].join(' ');
}

/** An argument as it is written on a command line. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
