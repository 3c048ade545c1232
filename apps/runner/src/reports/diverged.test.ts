import { describe, expect, it } from 'vitest';
import { divergedMetrics, someMetrics } from '../../test/metrics';
import { tableRows } from '../../test/table-rows';
import { cellText } from './cell-text';
import { comparisonReport } from './comparison-report';
import { divergedNotes } from './diverged';
import { markdown } from './renderers/markdown';
import type { Report } from './report';
import { selectionMetric } from './selection-metric';
import { seriesReport } from './series-report';
import { summarizeStudy } from './study-summary';
import { studyTable } from './study-table';

const { times } = someMetrics();
/** Runs with seeds from 1 on; those that diverged ended early. */
const runsOf = (...accuracies: (number | 'diverged')[]) =>
  accuracies.map((accuracy, i) =>
    accuracy === 'diverged'
      ? divergedMetrics({ seed: i + 1, times: { ...times, total: 1 } })
      : someMetrics({ seed: i + 1, accuracy }),
  );
const rowsOf = ({ blocks }: Report) =>
  blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map((row) => row.map(cellText)) : []));
const textsOf = ({ blocks }: Report) =>
  blocks.flatMap((block) => (block.kind === 'paragraph' ? [[block.text].flat().join('')] : []));
const [note = ''] = divergedNotes(runsOf('diverged'));

const few = [
  { name: 'some', runs: runsOf(0.8, 'diverged', 0.9) },
  { name: 'all', runs: runsOf('diverged', 'diverged', 'diverged') },
  { name: 'none', runs: runsOf(0.8, 0.85, 0.9) },
];

describe('runs that diverged', () => {
  it('are in the table of single runs, and have no number but their time', () => {
    const report = seriesReport([{ name: 'replay_ed', runs: runsOf('diverged') }]);
    expect(rowsOf(report)).toEqual([['replay_ed', 'diverged', '– –', '–', '0:01']]);
    expect(textsOf(report)).toEqual([note, 'in percent of test images']);
  });

  it('are left out of the means of a series, which say how many', () => {
    const report = seriesReport(few);
    expect(rowsOf(report)).toEqual([
      ['some', '3', '85.0 ± 63.5 (1 of 3 diverged)', '80.0 – 90.0', '5.0 ± 0.0', '1:05'],
      ['all', '3', 'diverged', '–', '–', '–'],
      ['none', '3', '85.0 ± 12.4', '80.0 – 90.0', '5.0 ± 0.0', '1:05'],
    ]);
    expect(textsOf(report)).toContain(note);
    expect(textsOf(seriesReport(few.slice(2)))).not.toContain(note);
  });

  it('are left out of a comparison, which then differs by nothing from means of other numbers of runs', () => {
    const reference = { source: 'x', accuracy: { some: [0.8, 0.8, 0.8], all: 0.9, none: [0.8, 0.8, 0.8] } };
    const report = comparisonReport('x', 'x', [{ scenario: 'x', results: few }], reference);
    expect(rowsOf(report).map((row) => [row[1], row[3], row[4], row.at(-1)])).toEqual([
      ['85.0 ± 63.5 (1 of 3 diverged)', '–', '90.0 80.0', '1:05'],
      ['diverged', '–', '– –', '–'],
      ['85.0 ± 12.4', '+5.0', '90.0 80.0', '1:05'],
    ]);
    expect(textsOf(report)).toContain(note);
    const starts = tableRows(markdown.render(report)).map((row) => row.slice(0, 5));
    expect(starts).toContainEqual(['all', 'diverged', '90.0', '–', '– –']);
  });

  it('are a word in their seed’s column of a study, and in no mean, pair or time', () => {
    const seeds = [1, 2, 3];
    const metric = selectionMetric('accuracy');
    if (metric === undefined) throw new Error('no metric');
    const summaries = summarizeStudy(few, { seeds, baseline: 'none', metric });
    const rows = (of: readonly number[]) =>
      studyTable(summaries, { seeds: of, baseline: 'none' }).rows.map((row) => row.map(cellText));
    expect(rows(seeds)).toEqual([
      [
        'some',
        '80.0',
        'diverged',
        '90.0',
        '85.0 ± 63.5 (1 of 3 diverged)',
        '+0.0 ± 0.0 (2 of 3 seeds)',
        '1:05',
      ],
      ['all', 'diverged', 'diverged', 'diverged', 'diverged', '–', '–'],
      ['none', '80.0', '85.0', '90.0', '85.0 ± 12.4', 'baseline', '1:05'],
    ]);
  });
});
