import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { cellText } from './cell-text';
import { resultsTable } from './results-table';

const rowsOf = (...results: Parameters<typeof resultsTable>[0]) =>
  resultsTable(results).rows.map((row) => row.map(cellText));

const joint = someMetrics({
  strategy: 'joint',
  accuracyMatrix: [
    [null, null],
    [1, null],
  ],
  accuracy: 1,
  averageForgetting: null,
  times: { ...someMetrics().times, total: 3725 },
});

describe('resultsTable', () => {
  it('has a row for each strategy, in their order; what was not measured is a dash', () => {
    expect(rowsOf(someMetrics(), joint)).toEqual([
      ['replay_ed', '85.0', '90.0 80.0', '5.0', '1:05'],
      ['joint', '100.0', '100.0 –', '–', '1:02:05'],
    ]);
  });

  it('shows the last row of the matrix, and nothing where there is none', () => {
    expect(rowsOf(someMetrics({ accuracyMatrix: [] }))[0]?.[2]).toBe('');
  });
});
