import { formatDuration } from '@exmodel/loggers';
import { meanAndInterval } from '@exmodel/metrics';
import Table from 'cli-table3';
import { percent, resultsTable } from './results-table';
import type { SeriesResult } from './series-result';

const header = ['strategy', 'runs', 'all classes', 'from – to', 'forgetting', 'time per run'];

/** The table for the terminal: of single runs what each reached, of several their mean and spread. */
export function seriesTable(results: readonly SeriesResult[]): string {
  if (results.every(({ runs }) => runs.length <= 1)) return resultsTable(results.flatMap(({ runs }) => runs));
  const table = new Table({
    head: header,
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
  });
  table.push(...seriesRows(results));
  return `${table.toString()}\n± half the 95 % interval of the mean over the runs`;
}

/** Rows of the table, a strategy each; what was not measured in any run is a dash. */
export function seriesRows(results: readonly SeriesResult[]): string[][] {
  return results.map(({ name, runs }) => {
    const accuracies = measured(runs.map(({ accuracy }) => accuracy));
    const seconds = runs.reduce((sum, { times }) => sum + times.total, 0) / runs.length;
    return [
      name,
      String(runs.length),
      meanText(accuracies),
      accuracies.length === 0
        ? '–'
        : `${percent(Math.min(...accuracies))} – ${percent(Math.max(...accuracies))}`,
      meanText(measured(runs.map(({ averageForgetting }) => averageForgetting))),
      runs.length === 0 ? '–' : formatDuration(1000 * seconds),
    ];
  });
}

/** `93.4 ± 1.2`, in percent, for shares. */
export function meanText(shares: readonly number[]): string {
  if (shares.length === 0) return '–';
  const { mean, interval } = meanAndInterval(shares);
  return interval === undefined ? percent(mean) : `${percent(mean)} ± ${percent(interval)}`;
}

export function measured(values: readonly (number | null)[]): number[] {
  return values.flatMap((value) => value ?? []);
}
