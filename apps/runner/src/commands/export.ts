import { type Command, Option } from 'commander';
import { measurementRows } from '../reports/runs/rows/measurement-rows';
import { rowFormats } from '../reports/runs/rows/row-formats';
import type { Rows } from '../reports/runs/rows/rows';
import { runRows } from '../reports/runs/rows/run-rows';
import type { RunSeries } from '../reports/runs/series-of-runs';
import { fileFormat, printContent } from './shared/file-format';
import { finishedRuns } from './shared/finished-runs';
import { type OverwriteFlags, overwriteOption } from './shared/overwrite-option';
import { outputWriter } from './shared/page-writer';
import { readKeys } from './shared/reproduce-command';

const tables = {
  measurements: measurementRows,
  runs: (series) => runRows(series, readKeys),
} satisfies Readonly<Record<string, (series: readonly RunSeries[]) => Rows>>;

export interface ExportFlags extends OverwriteFlags {
  readonly rows: keyof typeof tables;
  readonly out?: string;
  readonly format?: string;
}

export function defineExport(command: Command): void {
  const formatNames = Object.keys(rowFormats);
  command
    .argument('<runs...>', 'folders of runs: runs, runs/quickstart, runs/quickstart/replay_ed')
    .addOption(
      new Option(
        '--rows <what>',
        'what has a row: each number that was measured, or each run, with its configuration',
      )
        .choices(Object.keys(tables))
        .default('measurements'),
    )
    .option(
      '--out <file>',
      `file to write (${formatNames.map((name) => `.${name}`).join(', ')}); without it the table is printed`,
    )
    .addOption(
      new Option('--format <format>', 'format, whatever the file is called; default: csv').choices(
        formatNames,
      ),
    )
    .addOption(overwriteOption())
    .action(exportRows);
}

/**
 * `exmodel export RUNS…`: what finished runs have measured, as a table. Nothing is computed again.
 *
 * @throws NoRunsError, UnknownFileFormatError
 */
async function exportRows(paths: readonly string[], flags: ExportFlags): Promise<void> {
  const { rows, out } = flags;
  const name = flags.format ?? (out === undefined ? 'csv' : undefined);
  const { content, isOwn } = fileFormat(rowFormats, name, out);
  const { series, inputs } = await finishedRuns(paths);
  const kind = { kind: 'a table of exmodel', isOfKind: isOwn };
  const write = out === undefined ? printContent : await outputWriter('--out', out, inputs, kind, flags);
  await write(await content(tables[rows](series)));
}
