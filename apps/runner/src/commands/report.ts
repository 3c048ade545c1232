import { basename, extname } from 'node:path';
import { type Command, Option } from 'commander';
import { html } from '../reports/renderers/html';
import { markdown } from '../reports/renderers/markdown';
import type { Report } from '../reports/report';
import { type OmittedRuns, type RunsReportOptions, runsReport } from '../reports/runs/runs-report';
import { assessedSeries, type RunSeries } from '../reports/runs/series-of-runs';
import { tidyRows } from '../reports/runs/tidy-rows';
import { csvBeginning, csvText, jsonBeginning, jsonRows } from '../reports/runs/tidy-text';
import { findRuns } from '../storage/find-runs';
import { asCallerWrites, fromCallersFolder } from './shared/callers-folder';
import { commandLine } from './shared/command-line';
import { type OverwriteFlags, overwriteOption } from './shared/overwrite-option';
import { isPage, outputWriter } from './shared/page-writer';
import { quickstartValues, readKeys, reproduceCommand } from './shared/reproduce-command';

/** What a report is made from. */
interface Found {
  readonly series: readonly RunSeries[];
  readonly omitted: OmittedRuns;
  readonly options: RunsReportOptions;
}

interface Format {
  text(found: Found): Promise<string> | string;
  /** Whether a file with this content is one that this format wrote. */
  isOwn(content: Uint8Array): boolean;
}

const page = (render: (report: Report) => string): Format => ({
  text: async ({ series, omitted, options }) => render(await runsReport(series, omitted, options)),
  isOwn: isPage,
});
const begins = (beginning: string) => (content: Uint8Array) =>
  Buffer.from(content).toString().startsWith(beginning);

const formats: Readonly<Record<string, Format>> = {
  html: page(html.render),
  md: page(markdown.render),
  csv: { text: ({ series }) => csvText(tidyRows(series)), isOwn: begins(csvBeginning) },
  json: { text: ({ series }) => jsonRows(tidyRows(series)), isOwn: begins(jsonBeginning) },
};
const formatNames = Object.keys(formats);

export interface ReportFlags extends OverwriteFlags {
  readonly out?: string;
  readonly format?: string;
}

/** There is no finished run in the given folders. */
export class NoRunsError extends Error {
  override readonly name = 'NoRunsError';
}

/** A file's ending is no format of reports. */
export class UnknownReportFormatError extends Error {
  override readonly name = 'UnknownReportFormatError';
}

export function defineReport(command: Command, { quickstart }: { readonly quickstart: string }): void {
  command
    .argument('<runs...>', 'folders of runs: runs, runs/quickstart, runs/quickstart/replay_ed')
    .option(
      '--out <file>',
      `file to write (${formatNames.map((name) => `.${name}`).join(', ')}); default: report.html`,
    )
    .addOption(
      new Option(
        '--format <format>',
        'format, whatever the file is called; without --out it is printed',
      ).choices(formatNames),
    )
    .addOption(overwriteOption())
    .action((paths: string[], flags: ReportFlags) => report(paths, flags, quickstart));
}

/**
 * `exmodel report RUNS…`: what finished runs have reached, as a page or as rows. Nothing is computed.
 *
 * @throws NoRunsError, UnknownReportFormatError
 */
async function report(paths: readonly string[], flags: ReportFlags, quickstart: string): Promise<void> {
  const out = flags.out ?? (flags.format === undefined ? 'report.html' : undefined);
  const { text, isOwn } = formatOf(flags.format, out);
  const kind = { kind: 'a report of exmodel', isOfKind: isOwn };
  const folders = paths.map(fromCallersFolder);
  const { found, unread } = await findRuns(folders, asCallerWrites);
  const read = [...found, ...unread].flatMap(({ shown }) => [
    `${shown}/metrics.json`,
    `${shown}/samples.png`,
  ]);
  const write = out === undefined ? print : await outputWriter('--out', out, read, kind, flags);
  for (const { shown, reason } of unread) console.error(`left out: ${shown}: ${reason}`);
  const { series, candidates } = assessedSeries(found);
  if (series.length === 0) {
    throw new NoRunsError(
      `${paths.join(', ')}: there is no finished run below. Expected folders with a metrics.json, such as runs/quickstart/replay_ed. ` +
        'Give another folder, or make runs with: exmodel run',
    );
  }
  const title = `Results of ${folders.map((folder) => basename(folder)).join(', ')}`;
  const reproduce = reproduceCommand.bind(undefined, quickstartValues(quickstart));
  const options = { title, command: commandLine(), readKeys, reproduce };
  await write(await text({ series, omitted: { candidates, unread }, options }));
}

/** @throws UnknownReportFormatError */
function formatOf(name: string | undefined, out: string | undefined): Format {
  const chosen =
    name ??
    extname(out ?? '')
      .slice(1)
      .toLowerCase();
  const format = Object.hasOwn(formats, chosen) ? formats[chosen] : undefined;
  if (format !== undefined) return format;
  throw new UnknownReportFormatError(
    `--out ${out}: no report is written as "${extname(out ?? '')}". Expected ${formatNames.map((known) => `.${known}`).join(', ')}. ` +
      'Correct the ending, or name the format with --format.',
  );
}

async function print(text: string): Promise<void> {
  console.log(text.trimEnd());
}
