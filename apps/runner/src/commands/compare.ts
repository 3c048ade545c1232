import { basename } from 'node:path';
import { comparisonPage, readReference } from '../results/comparison';
import { writeWhole } from '../results/write-whole';
import { fromCallersFolder } from './callers-folder';
import { type RunFlags, run } from './run';

export interface CompareFlags extends RunFlags {
  /** JSON file of reference figures. */
  readonly with: string;
  /** Markdown file to write. */
  readonly write: string;
  readonly title?: string;
}

/** `exmodel compare FILE`: runs an experiment and writes its table beside another implementation's figures. */
export async function compare(file: string, flags: CompareFlags, script: string): Promise<void> {
  const reference = readReference(fromCallersFolder(flags.with));
  const results = await run(file, flags, script);
  const command = ['pnpm exmodel', ...process.argv.slice(2).map(quoted)].join(' ');
  writeWhole(
    fromCallersFolder(flags.write),
    comparisonPage(flags.title ?? basename(file), command, results, reference),
  );
  console.log(`written: ${flags.write}`);
}

/** An argument as it is written on a command line. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
