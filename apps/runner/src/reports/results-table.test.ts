import { describe, expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { percent, resultRows, resultsTable } from './results-table';

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

describe('percent', () => {
  it.each([
    [0.934, '93.4'],
    [0.9999, '100.0'],
    [0, '0.0'],
    [-0.05, '-5.0'],
    [null, '–'],
    [undefined, '–'],
  ])('of %s is %s', (value, text) => {
    expect(percent(value)).toBe(text);
  });
});

describe('the closing table', () => {
  it('has a row for each strategy, in their order; what was not measured is a dash', () => {
    expect(resultRows([someMetrics(), joint])).toEqual([
      ['replay_ed', '85.0', ' 90.0  80.0', '5.0', '1:05'],
      ['joint', '100.0', '100.0     –', '–', '1:02:05'],
    ]);
  });

  it('shows the last row of the matrix, and nothing where there is none', () => {
    expect(resultRows([someMetrics({ accuracyMatrix: [] })])[0]?.[2]).toBe('');
  });

  it('is aligned, without colours, on the terminal', () => {
    const lines = resultsTable([someMetrics(), joint]).split('\n');
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines.join('')).not.toContain('\u001b');
    expect(lines[1]).toBe('│ strategy  │ all classes │ per experience │ forgetting │    time │');
    expect(lines[3]).toBe('│ replay_ed │        85.0 │  90.0  80.0    │        5.0 │    1:05 │');
  });
});
