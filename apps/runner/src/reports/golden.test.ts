import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { comparisonReport } from './comparison-report';
import { markdown } from './renderers/markdown';
import { terminal } from './renderers/terminal';
import { selectionMetric } from './selection-metric';
import { seriesReport } from './series-report';
import type { SeriesResult } from './series-result';
import { figuresText, studyNotes } from './study-notes';
import { studyClosing, studyReport } from './study-report';
import { summarizeStudy } from './study-summary';
import { studyTable } from './study-table';

/** What was printed and written before cells and renderers were parted; see test/fixtures/reports/README.md. */
const golden = (name: string) =>
  readFileSync(new URL(`../../test/fixtures/reports/${name}`, import.meta.url), 'utf8');

const seeds = [101, 102, 103];
const results: SeriesResult[] = [
  {
    name: 'replay_ed',
    runs: seeds.map((seed, i) =>
      someMetrics({ seed, accuracy: 0.8 + 0.05 * i, averageForgetting: 0.02 * i }),
    ),
  },
  {
    name: 'p(x|y) \\ 日本',
    runs: seeds.slice(1).map((seed, i) =>
      someMetrics({
        seed,
        accuracy: i === 0 ? 1 : 0.31,
        averageForgetting: null,
        accuracyMatrix: [
          [1, 0],
          [0.7, i === 0 ? null : 1],
        ],
        times: { ...someMetrics().times, total: 3725 * (i + 1) },
      }),
    ),
  },
  { name: 'gap', runs: [someMetrics({ seed: 102, accuracy: null, averageForgetting: null })] },
  { name: 'none', runs: [] },
];
const single = results.map(({ name, runs }) => ({ name, runs: runs.slice(0, 1) }));

const reference = {
  source: 'measured by hand, with `--set lr=1`.',
  accuracy: { replay_ed: [0.926, 0.9, 0.903], gap: 0.3 },
  perExperience: { replay_ed: [0.95, 1] },
  notes: ['Class orders differ.', '`aux_data_ed` needs `dataroot` (its images).'],
};

describe('outputs are what they were, byte for byte', () => {
  it('the closing table of a series, of single runs and of several', () => {
    expect(`${terminal.render(seriesReport(single))}\n`).toBe(golden('series-single.txt'));
    expect(`${terminal.render(seriesReport(results))}\n`).toBe(golden('series.txt'));
  });

  it('the page of a comparison, with another implementation’s figures and without', () => {
    const one = [{ scenario: 'split_mnist', results }];
    const two = [...one, { scenario: 'mt_mnist', results: single }];
    const command = "pnpm exmodel compare a.yaml --title 'Ours and theirs'";
    expect(markdown.render(comparisonReport('Ours | theirs', command, one, reference))).toBe(
      golden('comparison.md'),
    );
    expect(markdown.render(comparisonReport('Two', command, two))).toBe(golden('comparisons.md'));
  });

  it('the closing table and the page of a study', () => {
    const metric = selectionMetric('accuracy');
    if (metric === undefined) throw new Error('no metric');
    const baseline = 'replay_ed';
    const options = { seeds, baseline };
    const table = studyTable(summarizeStudy(results, { ...options, metric }), options);
    const variants = {
      replay_ed: {},
      'p(x|y) \\ 日本': { lr: 1, strategy: 'gn_ed', ce_loss: false },
      gap: {},
    };
    const notes = studyNotes({ ...options, variants: Object.keys(variants) });
    const figures = figuresText(metric);
    const findings = { table, notes, figures };
    expect(`${terminal.render(studyClosing(findings))}\n`).toBe(golden('study.txt'));
    const page = studyReport({
      title: 'What it is worth',
      command: 'pnpm exmodel study x.yaml',
      findings,
      results,
      changes: variants,
    });
    expect(markdown.render(page)).toBe(golden('study.md'));
  });
});
