import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { divergedMetrics, someMetrics } from '../../../../test/metrics';
import type { Metrics } from '../../../storage/metrics-file';
import { type RunSeries, seriesOfRuns } from '../series-of-runs';
import { measurementRows } from './measurement-rows';
import { rowFormats } from './row-formats';
import type { Rows } from './rows';
import { runRows } from './run-rows';

const seriesOf = (...all: Metrics[]) =>
  seriesOfRuns(
    all.map((metrics, i) => {
      const name = 'abc'[i] ?? '';
      return {
        ...{ folder: `/runs/x/${name}`, shown: `runs/x/${name}`, metrics },
        readSamples: async () => undefined,
      };
    }),
  );
const rowsOf = (...all: Metrics[]) => measurementRows(seriesOf(...all));
const valuesOf = ({ rows }: Rows, metric: string) =>
  [...rows].flatMap((row) =>
    row.metric === metric ? [[row.after, row.experience, row.class, row.value]] : [],
  );

describe('a row for each measurement', () => {
  it('has its place', () => {
    const rows = rowsOf(someMetrics());
    expect([...rows.rows][0]).toEqual({
      ...{ run: 'runs/x/a', series: 'a', scenario: 'split_mnist', strategy: 'replay_ed', seed: 1234 },
      ...{ after: null, experience: null, class: null, metric: 'accuracy', value: 0.85 },
    });
    expect(valuesOf(rows, 'accuracyMatrix')).toEqual([
      [0, 0, null, 0.95],
      [0, 1, null, 0],
      [1, 0, null, 0.9],
      [1, 1, null, 0.8],
    ]);
    expect(valuesOf(rows, 'lossMatrix')[1]).toEqual([0, 1, null, 3.1]);
    expect(valuesOf(rows, 'classAccuracyMatrix')[2]).toEqual([1, null, 0, 0.9]);
    expect(valuesOf(rows, 'perClassAccuracy')[1]).toEqual([null, null, 1, 0.9]);
    for (const [metric, value] of [
      ...([['seconds/total', 65] as const, ['topKAccuracy/2', 0.95], ['brierScore', 0.3]] as const),
      // Computed by hand from the matrix: (0.95 + 0.8) / 2, 0.95 − 0.9, (0.95 + (0.9 + 0.8) / 2) / 2
      ...([['learningAccuracy', 0.875] as const, ['averageForgettingFromBest', 0.05]] as const),
      ...([['averageIncrementalAccuracy', 0.9]] as const),
    ])
      expect(valuesOf(rows, metric)).toEqual([[null, null, null, expect.closeTo(value, 12)]]);
  });

  it('is made when it is asked for: those of thousands of runs are never there together', () => {
    const [series, later] = seriesOf(someMetrics(), someMetrics());
    const unread = {
      ...later,
      get found(): never {
        throw new Error('asked for too early');
      },
    };
    const rows = measurementRows([series, unread] as RunSeries[]).rows[Symbol.iterator]();
    expect(rows.next().value).toMatchObject({ run: 'runs/x/a', metric: 'accuracy' });
  });

  it('is not there for what was not measured', () => {
    const rows = rowsOf(divergedMetrics());
    expect(valuesOf(rows, 'accuracy')).toEqual([]);
    expect(valuesOf(rows, 'accuracyMatrix')).toHaveLength(2);
    expect(valuesOf(rows, 'diverged')).toEqual([[null, null, null, 1]]);
  });
});

it('a row for each run has its numbers, empty where not measured, and the keys that its strategy reads', () => {
  const config = (lr: unknown) => ({ config: { lr, grid: { lr: [1, 2] } } });
  const series = seriesOf(someMetrics(config(0.1)), divergedMetrics(config('auto')));
  const { columns, rows } = runRows(series, (metrics) => metrics.config);
  expect(columns.slice(0, 5)).toEqual(['run', 'series', 'scenario', 'strategy', 'seed']);
  expect(columns).not.toContain('accuracyMatrix');
  expect(rows).toMatchObject([
    { run: 'runs/x/a', accuracy: 0.85, diverged: 0, macs: 416520, host: 'here', 'config.lr': 0.1 },
    { run: 'runs/x/b', accuracy: null, diverged: 1, macs: null, host: 'here', 'config.lr': 'auto' },
  ]);
  expect([...rows][0]?.['config.grid']).toBe('{"lr":[1,2]}');
});

describe('a format', () => {
  const empty: Rows = { columns: rowsOf().columns, rows: [] };

  it('json has an object a row', () => {
    const rows = rowsOf(someMetrics());
    expect(JSON.parse(rowFormats.json.content(rows))).toEqual([...rows.rows]);
    expect(JSON.parse(rowFormats.json.content(empty))).toEqual([]);
  });

  it('csv has a line a row, empty where a place has nothing', () => {
    const lines = rowFormats.csv.content(rowsOf(someMetrics())).split('\n');
    expect(lines[0]).toBe('run,series,scenario,strategy,seed,after,experience,class,metric,value');
    expect(lines[1]).toBe('runs/x/a,a,split_mnist,replay_ed,1234,,,,accuracy,0.85');
    expect(lines.at(-1)).toBe('');
  });

  it.each([
    ['a comma', 'a,b', '"a,b"'],
    ['quotes', 'say "a"', '"say ""a"""'],
    ['a line break', 'a\nb', 'a\\u000ab'],
    ['a formula', '=HYPERLINK(x)', "'=HYPERLINK(x)"],
  ])('csv keeps a name with %s in its field', (_, strategy, field) => {
    const [, line] = rowFormats.csv.content(rowsOf(someMetrics({ strategy }))).split('\n');
    expect(line).toBe(`runs/x/a,a,split_mnist,${field},1234,,,,accuracy,0.85`);
  });

  it('parquet has a typed column for each, and text where a column has several types', async () => {
    const table = runRows(
      seriesOf(someMetrics({ config: { lr: 0.1, fast: true } }), someMetrics({ config: { lr: 'auto' } })),
      ({ config }) => config,
    );
    const read = async (rows: Rows) => {
      const bytes = await rowFormats.parquet.content(rows);
      return parquetReadObjects({ file: bytes.buffer as ArrayBuffer });
    };
    expect(await read(table)).toMatchObject([
      { seed: 1234, accuracy: 0.85, 'config.lr': '0.1', 'config.fast': true },
      { seed: 1234, accuracy: 0.85, 'config.lr': 'auto', 'config.fast': null },
    ]);
    const measured = rowsOf(someMetrics());
    expect(await read(measured)).toEqual([...measured.rows]);
    expect(await read(empty)).toEqual([]);
  });

  it('knows its own files, and no other’s', async () => {
    const rows = rowsOf(someMetrics());
    for (const [name, format] of Object.entries(rowFormats)) {
      for (const [other, { content }] of Object.entries(rowFormats))
        expect(format.isOwn(Buffer.from(await content(rows)))).toBe(name === other);
      for (const foreign of ['', 'a,b\n1,2\n', '[{"run": 1}]', 'PAR1 of pandas PAR1'])
        expect(format.isOwn(Buffer.from(foreign))).toBe(false);
    }
  });
});
