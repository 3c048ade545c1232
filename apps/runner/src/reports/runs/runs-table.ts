import { accuracyCell } from '../diverged';
import { seconds, share } from '../quantities';
import type { Block, Column } from '../report';
import type { RunSeries } from './series-of-runs';

/** Every run for itself: its folder, its seed, its results, and the accuracy of its experts. */
export function runsTable(series: readonly RunSeries[]): Block[] {
  const column = (heading: string, align: Column['align']): Column => ({ heading, align });
  return [
    { kind: 'heading', text: 'All runs', level: 3 },
    {
      kind: 'table',
      caption: 'Each run, with the accuracy of its experts on their own test images',
      columns: [
        column('folder', 'left'),
        ...['seed', 'accuracy', 'forgetting', 'time'].map((heading) => column(heading, 'right')),
        ...['experts', 'backend', 'finished'].map((heading) => column(heading, 'left')),
      ],
      rows: series.flatMap(({ found }) =>
        found.map(({ shown, metrics }) => [
          shown,
          String(metrics.seed),
          accuracyCell(metrics),
          share(metrics.averageForgetting),
          seconds(metrics.times.total),
          { each: metrics.experiences.map(({ expertAccuracy }) => share(expertAccuracy)) },
          metrics.versions.backend,
          metrics.times.finishedAt,
        ]),
      ),
    },
  ];
}
