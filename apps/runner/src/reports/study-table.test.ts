import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { cellText } from './cell-text';
import { selectionMetric } from './selection-metric';
import type { SeriesResult } from './series-result';
import { studyNotes } from './study-notes';
import { summarizeStudy } from './study-summary';
import { studyTable } from './study-table';

/** The results of a variant: an accuracy a seed from 1 on; undefined where the run failed. */
function result(name: string, ...accuracies: (number | null | undefined)[]): SeriesResult {
  return {
    name,
    runs: accuracies.flatMap((accuracy, i) =>
      accuracy === undefined ? [] : someMetrics({ seed: i + 1, accuracy, averageForgetting: 0.1 * (i + 1) }),
    ),
  };
}

const baseline = 'full';
function cells(
  results: readonly SeriesResult[],
  seeds: readonly number[] = [1, 2, 3],
  metricName = 'accuracy',
) {
  const metric = selectionMetric(metricName);
  if (metric === undefined) throw new Error('no metric');
  const { columns, rows } = studyTable(summarizeStudy(results, { seeds, baseline, metric }), {
    seeds,
    baseline,
  });
  return { columns, rows: rows.map((row) => row.map(cellText)) };
}

describe('the table of a study', () => {
  const full = result('full', 0.8, 0.45, 0.61);

  it('has each seed, mean ± t(0.975, 2) · s / √3, and the differences of pairs with theirs (SciPy: 8.0 ± 6.6)', () => {
    const { columns, rows } = cells([full, result('other', 0.9, 0.5, 0.7)]);
    expect(columns.map(({ heading }) => heading)).toEqual([
      'variant',
      'seed 1',
      'seed 2',
      'seed 3',
      'mean',
      'difference',
      'time',
    ]);
    // The means' intervals overlap widely; that of the differences, narrower than both, excludes 0.
    expect(rows).toEqual([
      ['full', '80.0', '45.0', '61.0', '62.0 ± 43.5', 'baseline', '1:05'],
      ['other', '90.0', '50.0', '70.0', '70.0 ± 49.7', '+8.0 ± 6.6', '1:05'],
    ]);
  });

  it('takes differences from the baseline wherever it stands, downwards too, and pairs by seed, not by order', () => {
    const { rows } = cells([result('other', 0.7, 0.35, 0.51), { ...full, runs: full.runs.toReversed() }]);
    expect(rows.map((row) => row[5])).toEqual(['−10.0 ± 0.0', 'baseline']);
    expect(rows[1]?.slice(1, 4)).toEqual(['80.0', '45.0', '61.0']);
  });

  it('leaves a gap if a run is missing or measured nothing, and notes how many seeds a difference is over', () => {
    const { rows } = cells([
      full,
      result('failed', 0.9, undefined, 0.71),
      result('null', null, null, 0.6),
      result('none'),
    ]);
    expect(rows.slice(1)).toEqual([
      ['failed', '90.0', '–', '71.0', '80.5 ± 120.7', '+10.0 ± 0.0 (2 of 3 seeds)', '1:05'],
      ['null', '–', '–', '60.0', '60.0', '−1.0 (1 of 3 seeds)', '1:05'],
      ['none', '–', '–', '–', '–', '–', '–'],
    ]);
  });

  it('has no differences where the baseline has no runs', () => {
    const { rows } = cells([result('full'), result('other', 0.9, 0.5, 0.7)]);
    expect(rows.map((row) => row[5])).toEqual(['baseline', '–']);
  });

  it('is of one seed without means and intervals', () => {
    const { columns, rows } = cells([result('full', 0.8), result('other', 0.9)], [1]);
    expect(columns.map(({ heading }) => heading)).toEqual(['variant', 'seed 1', 'difference', 'time']);
    expect(rows[1]).toEqual(['other', '90.0', '+10.0', '1:05']);
  });

  it('counts the runs of more than six seeds instead of showing each', () => {
    const accuracies = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    const { columns, rows } = cells([result('full', ...accuracies)], [1, 2, 3, 4, 5, 6, 7]);
    expect(columns.map(({ heading }) => heading)).toEqual(['variant', 'runs', 'mean', 'difference', 'time']);
    expect(rows).toEqual([['full', '7', '50.0 ± 0.0', 'baseline', '1:05']]);
  });

  it('is of the metric that is asked for', () => {
    expect(cells([full], [1, 2, 3], 'averageForgetting').rows[0]?.slice(1, 4)).toEqual([
      '10.0',
      '20.0',
      '30.0',
    ]);
  });

  it.each([
    [[60, 70, 500], '1:10'],
    [[60, 500, 70, 80], '1:15'],
  ])('has the median of the times: of %j seconds %s', (seconds, time) => {
    const { times } = someMetrics();
    const runs = seconds.map((total, i) => someMetrics({ seed: i + 1, times: { ...times, total } }));
    expect(cells([{ name: 'full', runs }]).rows[0]?.at(-1)).toBe(time);
  });
});

describe('the notes', () => {
  const notes = (seeds: number[], ...variants: string[]) =>
    studyNotes({ seeds, baseline, variants }).join(' ');

  it('say what ± is, and what differences are taken from', () => {
    expect(notes([1, 2], 'full', 'other')).toBe(
      '± is half the 95 % interval of a mean over the seeds (Student’s t). Differences are in points, from “full”, taken seed by seed; ± is of their mean. The time is of one student, the median over the seeds, without that of its experts.',
    );
    expect(notes([1, 2], 'full')).not.toContain('Differences');
  });

  it('say that there are no intervals with one seed', () => {
    expect(notes([1], 'full', 'other')).toBe(
      'Differences are in points, from “full”. One seed: there are no intervals, and a difference may well be chance. The time is of one student, without that of its experts.',
    );
  });

  it('warn of many comparisons, and never speak of significance', () => {
    expect(notes([1, 2], 'full', 'other', 'third')).toContain(
      'of twenty such intervals one is expected to miss the truth',
    );
    expect(notes([1, 2], 'full', 'other', 'third')).not.toMatch(/signific/);
  });
});
