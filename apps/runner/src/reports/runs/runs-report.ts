import type { UnreadRun } from '../../storage/find-runs';
import type { Metrics } from '../../storage/metrics-file';
import { grouped } from '../grouped';
import { provenance } from '../provenance';
import type { Block, Report } from '../report';
import { differingParameters } from './differing-parameters';
import {
  accuracyLines,
  confusions,
  costTable,
  forgettingTable,
  matrices,
  streamTable,
  timeTable,
} from './figures';
import { reliability } from './reliability';
import { runsTable } from './runs-table';
import { sampleImages } from './sample-images';
import type { RunSeries } from './series-of-runs';
import { summary } from './summary';

export interface RunsReportOptions {
  readonly title: string;
  /** The command that wrote the page. */
  readonly command: string;
  /** The keys of a run's configuration that its strategy reads. */
  readonly readKeys: (metrics: Metrics) => Readonly<Record<string, unknown>>;
  /** A command that computes a series again. */
  readonly reproduce: (series: RunSeries) => string;
}

/** Rows of a scenario up to which people look at a table. */
const mostSeries = 200;

/** Runs that are found and not shown. */
export interface OmittedRuns {
  /** How many tried a point of a grid. */
  readonly candidates: number;
  readonly unread: readonly UnreadRun[];
}

/** The page of finished runs: a section for each scenario, because accuracies of different scenarios do not compare. */
export async function runsReport(
  all: readonly RunSeries[],
  omitted: OmittedRuns,
  { title, command, readKeys, reproduce }: RunsReportOptions,
): Promise<Report> {
  const scenarios = grouped(all, ({ scenario }) => scenario);
  const sections: Block[] = [];
  for (const [scenario, every] of scenarios) {
    const series = every.slice(0, mostSeries);
    sections.push(
      heading(scenario),
      ...(every.length > mostSeries
        ? [paragraph(`The best ${mostSeries} of ${every.length} rows are shown; exmodel export has all.`)]
        : []),
      ...summary(series),
      ...accuracyLines(series),
      ...streamTable(series),
      ...matrices(series),
      ...forgettingTable(series),
      ...confusions(series),
      ...reliability(series),
      ...(await sampleImages(series)),
      ...timeTable(series),
      ...costTable(series),
      ...differingParameters(series, readKeys),
      heading('To compute them again', 3),
      ...series.flatMap((each): Block[] => [
        paragraph(each.name),
        { kind: 'command', line: reproduce(each) },
      ]),
      ...runsTable(series),
    );
  }
  return {
    title,
    blocks: [
      paragraph('Accuracies are in percent of test images. Written by'),
      { kind: 'command', line: command },
      paragraph(versions(all.flatMap(({ runs }) => runs))),
      ...sections,
      ...leftOut(omitted),
    ],
  };
}

function versions(runs: readonly Metrics[]): string {
  const own = [...new Set(runs.map(({ versions }) => versions.exmodel))];
  return `exmodel ${own.join(', ')}. ${provenance(runs)}`;
}

function leftOut({ candidates, unread }: OmittedRuns): Block[] {
  const items = [
    ...(candidates === 0
      ? []
      : [`Candidates of a grid search: ${candidates}. They chose the values, and are no results.`]),
    ...unread.map(({ shown, reason }) => [{ code: shown }, `: ${reason}`]),
  ];
  return items.length === 0 ? [] : [heading('Left out'), { kind: 'list', items }];
}

function heading(text: string, level: 2 | 3 = 2): Block {
  return { kind: 'heading', text, level };
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}
