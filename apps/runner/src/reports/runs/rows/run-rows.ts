import type { Metrics } from '../../../storage/metrics-file';
import type { RunSeries } from '../series-of-runs';
import { measurements } from './measurement-rows';
import type { Rows, RowValue } from './rows';

/**
 * A row for each run: what it was, every number of the whole run, and a column `config.KEY` for each key that any strategy reads.
 *
 * @param readKeys the keys of a run's configuration that its strategy reads
 */
export function runRows(
  series: readonly RunSeries[],
  readKeys: (metrics: Metrics) => Readonly<Record<string, unknown>>,
): Rows {
  const rows = series.flatMap(({ name, found }) =>
    found.map(({ shown, metrics }): Record<string, RowValue> => {
      const { scenario, strategy, seed, versions, process, times } = metrics;
      const config = Object.entries(readKeys(metrics)).map(([key, value]) => [`config.${key}`, plain(value)]);
      return {
        ...{ run: shown, series: name, scenario, strategy, seed },
        ...{ finishedAt: times.finishedAt, backend: versions.backend, exmodel: versions.exmodel },
        ...{ host: process?.host.name ?? null, command: process?.command ?? null },
        ...Object.fromEntries(
          measurements(metrics).flatMap(([metric, value, place]) =>
            place === undefined ? [[metric, value ?? null]] : [],
          ),
        ),
        ...Object.fromEntries(config),
      };
    }),
  );
  return { columns: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows };
}

function plain(value: unknown): RowValue {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}
