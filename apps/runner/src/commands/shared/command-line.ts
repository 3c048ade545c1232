import { packageManager } from '../../../../../package.json';
import { isWithin } from '../../storage/is-within';
import { fromCallersFolder } from './callers-folder';
import { checkout, isInstalled, npxLine } from './installation';

/** The command of this process, written so that a reader of a page can run it again. */
export function commandLine(): string {
  return exmodelLine(process.argv.slice(2));
}

/**
 * A command of exmodel as one line to copy, for the user's folder and whoever has Node alone. Only outside of the checkout does it name a
 * folder of this machine: pages within it are the same wherever they are written.
 */
export function exmodelLine(parameters: readonly string[]): string {
  return [isInstalled ? npxLine : checkoutLine(), ...parameters.map(quoted)].join(' ');
}

function checkoutLine(): string {
  const elsewhere = isWithin(fromCallersFolder('.'), checkout) ? '' : ` -C ${quoted(checkout)}`;
  return `npx -y ${packageManager}${elsewhere} exmodel`;
}

/** Whether {@link exmodelLine} may have written a line with one of these verbs, in this checkout, another one or an installation. */
export function isExmodelLine(line: string, verbs: readonly string[]): boolean {
  const start = `(?:${npxLine}|(?:npx -y )?pnpm(?:@[\\d.]+)?(?: -C (?:'.*'|\\S+))? exmodel)`;
  return new RegExp(`^${start} (?:${verbs.join('|')}) `).test(line);
}

/** A message that names a verb of `exmodel`, with what to type for this word: no shell may find it, in a checkout or where npx starts the command. */
export function withStandIn(message: string, verbs: readonly string[]): string {
  const named = verbs.some((verb) => new RegExp(`\\bexmodel ${verb}\\b`).test(message));
  return named ? `${message}\n“exmodel” stands for “${exmodelLine([])}”.` : message;
}

/** An argument, quoted for the command line if necessary. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
