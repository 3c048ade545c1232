import { basename, join } from 'node:path';
import { type Command, Option } from 'commander';
import { figureBeginning, figuresOf } from '../reports/renderers/figures';
import { html } from '../reports/renderers/html';
import { latex } from '../reports/renderers/latex';
import { markdown } from '../reports/renderers/markdown';
import type { Report } from '../reports/report';
import { measurementRows } from '../reports/runs/rows/measurement-rows';
import { type RowFormat, rowFormats } from '../reports/runs/rows/row-formats';
import { runsReport } from '../reports/runs/runs-report';
import { fromCallersFolder } from './shared/callers-folder';
import { commandLine } from './shared/command-line';
import { fileFormat, printContent } from './shared/file-format';
import { type FinishedRuns, finishedRuns } from './shared/finished-runs';
import { type OverwriteFlags, overwriteOption } from './shared/overwrite-option';
import { isPage, outputWriter } from './shared/page-writer';
import { quickstartValues, readKeys, reproduceCommand } from './shared/reproduce-command';

interface Format {
  content(runs: FinishedRuns, report: () => Promise<Report>): Promise<string | Uint8Array> | string;
  /** Whether a file with this content is one that this format wrote. */
  isOwn(content: Uint8Array): boolean;
  /** Whether people may write notes at its end. */
  readonly hasNotes?: boolean;
}

const page = (render: (report: Report) => string): Format => ({
  content: async (_, report) => render(await report()),
  isOwn: isPage,
});
const rows = ({ content, isOwn }: RowFormat): Format => ({
  content: ({ series }) => content(measurementRows(series)),
  isOwn,
});

/** By the ending of their files. */
const formats: Readonly<Record<string, Format>> = {
  html: page(html.render),
  md: { ...page(markdown.render), hasNotes: true },
  tex: page(latex.render),
  csv: rows(rowFormats.csv),
  json: rows(rowFormats.json),
  parquet: rows(rowFormats.parquet),
};
const formatNames = Object.keys(formats);

export interface ReportFlags extends OverwriteFlags {
  readonly out?: string;
  readonly format?: string;
  /** Folder of figures to write beside it. */
  readonly figures?: string;
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
      ).choices([...formatNames, 'latex']),
    )
    .option('--figures <folder>', 'folder to write each figure to, too, as an SVG file for papers and slides')
    .addOption(overwriteOption())
    .action((paths: string[], flags: ReportFlags) => report(paths, flags, quickstart));
}

/**
 * `exmodel report RUNS…`: what finished runs have reached, as a page or as rows. Nothing is computed.
 *
 * @throws NoRunsError, UnknownFileFormatError
 */
async function report(paths: readonly string[], flags: ReportFlags, quickstart: string): Promise<void> {
  const out = flags.out ?? (flags.format === undefined ? 'report.html' : undefined);
  const {
    content,
    isOwn,
    hasNotes = false,
  } = fileFormat({ ...formats, latex: formats.tex as Format }, flags.format, out);
  const runs = await finishedRuns(paths);
  const kind = { kind: 'a report of exmodel', isOfKind: isOwn, hasNotes };
  const write = out === undefined ? printContent : await outputWriter('--out', out, runs.inputs, kind, flags);
  const title = `Results of ${paths.map((path) => basename(fromCallersFolder(path))).join(', ')}`;
  const reproduce = reproduceCommand.bind(undefined, quickstartValues(quickstart));
  const options = { title, command: commandLine(), readKeys, reproduce };
  let made: Promise<Report> | undefined;
  const report = () => {
    made ??= runsReport(runs.series, runs.omitted, options);
    return made;
  };
  const writeFigures =
    flags.figures === undefined ? undefined : await figuresWriter(flags.figures, await report(), flags);
  await write(await content(runs, report));
  const count = await writeFigures?.();
  // What is printed is for programs.
  const say = out === undefined ? console.error : console.log;
  if (count !== undefined) say(`written: ${count} figures in ${flags.figures}`);
}

/**
 * How the figures of a report will be written; nothing is written if one of them cannot be.
 *
 * @returns writes them, and says how many they are
 * @throws OutputTakenError, UnwritableFolderError
 */
async function figuresWriter(
  folder: string,
  report: Report,
  flags: OverwriteFlags,
): Promise<() => Promise<number>> {
  const isOfKind = (content: Uint8Array) => Buffer.from(content).toString().startsWith(figureBeginning);
  const kind = { kind: 'a figure of exmodel', isOfKind };
  const writes: (() => Promise<void>)[] = [];
  for (const { name, svg } of figuresOf(report)) {
    // No input is called like a figure.
    const write = await outputWriter('--figures', join(folder, name), [], kind, flags, () => {});
    writes.push(() => write(svg));
  }
  return async () => {
    for (const write of writes) await write();
    return writes.length;
  };
}
