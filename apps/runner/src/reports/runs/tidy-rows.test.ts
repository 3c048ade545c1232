import { expect, it } from 'vitest';
import { divergedMetrics, someMetrics } from '../../../test/metrics';
import type { Metrics } from '../../storage/metrics-file';
import { seriesOfRuns } from './series-of-runs';
import { type TidyRow, tidyRows } from './tidy-rows';
import { csvText, jsonRows } from './tidy-text';

const rowsOf = (metrics: Metrics, shown = 'runs/x/a') =>
  tidyRows(seriesOfRuns([{ folder: '/runs/x/a', shown, metrics, readSamples: async () => undefined }]));
const valuesOf = (rows: readonly TidyRow[], metric: string) =>
  rows.flatMap((row) => (row.metric === metric ? [[row.after, row.experience, row.class, row.value]] : []));

it('has a row for each number of metrics.json, with its place', () => {
  const rows = rowsOf(someMetrics());
  expect(rows[0]).toEqual({
    ...{ run: 'runs/x/a', series: 'a', scenario: 'split_mnist', strategy: 'replay_ed', seed: 1234 },
    ...{ after: null, experience: null, class: null, metric: 'accuracy', value: 0.85 },
  });
  expect(valuesOf(rows, 'accuracyMatrix')).toEqual([
    [0, 0, null, 0.95],
    [0, 1, null, 0],
    [1, 0, null, 0.9],
    [1, 1, null, 0.8],
  ]);
  expect(valuesOf(rows, 'perClassAccuracy')).toEqual([
    [null, null, 0, 0.9],
    [null, null, 1, 0.9],
  ]);
  expect(valuesOf(rows, 'seconds/total')).toEqual([[null, null, null, 65]]);
});

it('has no row for what was not measured', () => {
  const rows = rowsOf(divergedMetrics());
  expect(valuesOf(rows, 'accuracy')).toEqual([]);
  expect(valuesOf(rows, 'accuracyMatrix')).toHaveLength(2);
  expect(valuesOf(rows, 'diverged')).toEqual([[null, null, null, 1]]);
});

it('is the same in JSON', () => {
  const rows = rowsOf(someMetrics());
  expect(JSON.parse(jsonRows(rows))).toEqual(rows);
  expect(JSON.parse(jsonRows([]))).toEqual([]);
});

it('is in CSV a line a row, empty where a place has nothing', () => {
  const lines = csvText(rowsOf(someMetrics())).split('\n');
  expect(lines[0]).toBe('run,series,scenario,strategy,seed,after,experience,class,metric,value');
  expect(lines[1]).toBe('runs/x/a,a,split_mnist,replay_ed,1234,,,,accuracy,0.85');
  expect(lines.at(-1)).toBe('');
});

it.each([
  ['a comma', 'a,b', '"a,b"'],
  ['quotes', 'say "a"', '"say ""a"""'],
  ['a line break', 'a\nb', 'a\\u000ab'],
  ['a formula', '=HYPERLINK(x)', "'=HYPERLINK(x)"],
])('keeps a name with %s in its field', (_, strategy, field) => {
  const [, line] = csvText(rowsOf(someMetrics({ strategy }))).split('\n');
  expect(line).toBe(`runs/x/a,a,split_mnist,${field},1234,,,,accuracy,0.85`);
});
