import { formatDuration } from '@exmodel/loggers';
import Table from 'cli-table3';
import type { Metrics } from '../storage/metrics-file';

const header = ['strategy', 'all classes', 'per experience', 'forgetting', 'time'];

/** Rows of the closing table, a strategy each; what was not measured is a dash. */
export function resultRows(results: readonly Metrics[]): string[][] {
  return results.map((metrics) => [
    metrics.strategy,
    percent(metrics.accuracy),
    (metrics.accuracyMatrix.at(-1) ?? []).map((accuracy) => percent(accuracy).padStart(5)).join(' '),
    percent(metrics.averageForgetting),
    formatDuration(metrics.times.total * 1000),
  ]);
}

/** The table for the terminal. */
export function resultsTable(results: readonly Metrics[]): string {
  const table = new Table({
    head: header,
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'left', 'right', 'right'],
  });
  table.push(...resultRows(results));
  return table.toString();
}

/** `93.4` for 0.934. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : (100 * value).toFixed(1);
}
