import { basename } from 'node:path';
import { comparisonPage, readReference } from '../results/comparison';
import { writeWhole } from '../results/write-whole';
import { fromCallersFolder } from './callers-folder';
import { commandLine } from './command-line';
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
  writeWhole(
    fromCallersFolder(flags.write),
    comparisonPage(flags.title ?? basename(file), commandLine(), results, reference),
  );
  console.log(`written: ${flags.write}`);
}
