import { packageManager } from '../../../../../package.json';
import { isInstalled, npxLine } from './installation';

/** How a line to copy begins: in a checkout, and where the command is installed. */
export const lineBeginnings = ['pnpm exmodel', npxLine] as const;

/** The command of this process, written so that a reader of a page can run it again. */
export function commandLine(): string {
  return exmodelLine(process.argv.slice(2));
}

/** A command of exmodel as one line to copy; in a checkout, where pnpm is there. */
export function exmodelLine(parameters: readonly string[]): string {
  return [lineBeginnings[isInstalled ? 1 : 0], ...parameters.map(quoted)].join(' ');
}

/** The same where only Node is: as the README writes it. */
export function exmodelLineFromNode(parameters: readonly string[]): string {
  const start = isInstalled ? npxLine : `npx -y ${packageManager} exmodel`;
  return [start, ...parameters.map(quoted)].join(' ');
}

/** A message that names a verb of `exmodel`, with what to type for this word: no shell may find it, in a checkout or where npx starts the command. */
export function withStandIn(message: string, verbs: readonly string[]): string {
  const named = verbs.some((verb) => new RegExp(`\\bexmodel ${verb}\\b`).test(message));
  return named ? `${message}\n“exmodel” stands for “${exmodelLineFromNode([])}”.` : message;
}

/** An argument, quoted for the command line if necessary. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
