import type { Metrics } from '../storage/metrics-file';
import { accuracyCell } from './diverged';
import { seconds, share } from './quantities';
import type { Table } from './report';

/** The results of single runs, a row for each: after the last expert, over all classes and on each experience. */
export function resultsTable(results: readonly Metrics[]): Table {
  return {
    kind: 'table',
    columns: [
      { heading: 'strategy', align: 'left' },
      { heading: 'all classes', align: 'right' },
      { heading: 'per experience', align: 'left' },
      { heading: 'forgetting', align: 'right' },
      { heading: 'time', align: 'right' },
    ],
    rows: results.map((run) => [
      run.strategy,
      accuracyCell(run),
      { each: (run.accuracyMatrix.at(-1) ?? []).map(share) },
      share(run.averageForgetting),
      seconds(run.times.total),
    ]),
  };
}
