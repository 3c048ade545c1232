import { basename } from 'node:path';
import type { Command } from 'commander';
import { refuseDiverged } from '../experiments/jobs-diverged-error';
import { type Compared, comparisonReport } from '../reports/comparison-report';
import { readReference } from '../reports/reference-figures';
import { endings } from '../reports/renderers/registry';
import { type PlannedRun, planRun, type RunFlags, run } from './run';
import { fromCallersFolder } from './shared/callers-folder';
import { commandLine } from './shared/command-line';
import { type OverwriteFlags, overwriteOption } from './shared/overwrite-option';
import { pageWriter } from './shared/page-writer';
import { withExperimentOptions } from './shared/running-options';

export interface CompareFlags extends RunFlags, OverwriteFlags {
  /** JSON file of reference figures. */
  readonly with?: string;
  /** Page to write, in the format of its ending. */
  readonly write: string;
  readonly title?: string;
}

/** `--with` was given together with several experiments. */
export class SeveralComparedError extends Error {
  override readonly name = 'SeveralComparedError';
}

export function defineCompare(command: Command, { script }: { readonly script: string }): void {
  withExperimentOptions(command)
    .argument('<files...>', 'experiments in YAML')
    .option('--with <file>', 'JSON file with the other implementation’s figures')
    .requiredOption('--write <file>', `file to write the page to (${endings().join(', ')})`)
    .addOption(overwriteOption())
    .option('--title <title>', 'heading of the page')
    .action(async (files: string[], flags: CompareFlags) => {
      await compare(files, flags, script);
    });
}

/**
 * `exmodel compare FILE…`: runs experiments and writes their tables on one page, beside another implementation's figures
 * if they are given.
 *
 * @throws JobsDivergedError if some runs diverged, after the page is written
 */
async function compare(files: readonly string[], flags: CompareFlags, script: string): Promise<void> {
  if (flags.with !== undefined && files.length > 1) {
    throw new SeveralComparedError(
      `--with ${flags.with} was given for ${files.length} experiments; but its figures are for one. ` +
        'Write a page for each experiment, or omit --with.',
    );
  }
  const inputs = [...files, ...(flags.with === undefined ? [] : [flags.with])];
  const writePage = await pageWriter(flags.write, inputs, flags);
  const reference = flags.with === undefined ? undefined : readReference(fromCallersFolder(flags.with));
  const experiments: Compared[] = [];
  const planned: PlannedRun[] = [];
  for (const file of files) planned.push(await planRun(file, flags)); // All are checked before the first runs.
  for (const [i, file] of files.entries()) {
    const results = await run(planned[i] as PlannedRun, flags, script);
    const scenario = results.flatMap(({ runs }) => runs)[0]?.scenario ?? basename(file);
    experiments.push({ scenario, results });
  }
  const title = flags.title ?? files.map((file) => basename(file)).join(', ');
  await writePage(comparisonReport(title, commandLine(), experiments, reference));
  refuseDiverged(experiments.flatMap(({ results }) => results));
}
