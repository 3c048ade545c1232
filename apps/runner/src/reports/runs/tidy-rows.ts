import type { Metrics } from '../../storage/metrics-file';
import { addedMetrics } from '../selection-metric';
import type { RunSeries } from './series-of-runs';

/** One measurement: what programs group, filter and plot. */
export interface TidyRow {
  /** Folder of the run. */
  readonly run: string;
  /** The row of the report that it is part of. */
  readonly series: string;
  readonly scenario: string;
  readonly strategy: string;
  readonly seed: number;
  /** The expert after which it was measured, from 0 as in metrics.json; null if it is of the whole run. */
  readonly after: number | null;
  /** The experience that it is of, from 0; null if it is of all. */
  readonly experience: number | null;
  /** The class that it is of; null if it is of all. */
  readonly class: number | null;
  readonly metric: string;
  readonly value: number;
}

export const tidyColumns = [
  ...([
    'run',
    'series',
    'scenario',
    'strategy',
    'seed',
    'after',
    'experience',
    'class',
    'metric',
    'value',
  ] as const),
] satisfies readonly (keyof TidyRow)[];

type Place = Partial<Pick<TidyRow, 'after' | 'experience' | 'class'>>;

/** A row for each number below that was measured; curves within an experience and confusions are in metrics.json only. */
export function tidyRows(series: readonly RunSeries[]): TidyRow[] {
  return series.flatMap(({ name, found }) =>
    found.flatMap(({ shown, metrics }) => {
      const { scenario, strategy, seed } = metrics;
      const about = { run: shown, series: name, scenario, strategy, seed };
      const nowhere = { after: null, experience: null, class: null };
      return measurements(metrics).flatMap(([metric, value, place = {}]) =>
        value === null || value === undefined ? [] : [{ ...about, ...nowhere, ...place, metric, value }],
      );
    }),
  );
}

function measurements(metrics: Metrics): [metric: string, value: number | null | undefined, place?: Place][] {
  const { times, experiences, accuracyMatrix, forgetting, perClassAccuracy } = metrics;
  const phases = ['synthesis', 'distillation', 'training', 'evaluation', 'total'] as const;
  return [
    ...(['accuracy', 'averageAccuracy', 'averageForgetting', 'backwardTransfer', 'stateBytes'] as const).map(
      (metric): [string, number | null | undefined] => [metric, metrics[metric]],
    ),
    ...addedMetrics.map((metric): [string, number | undefined] => [metric.name, metric.value(metrics)]),
    ['diverged', metrics.diverged === true ? 1 : 0],
    ...phases.map((phase): [string, number] => [`seconds/${phase}`, times[phase]]),
    ...experiences.map(({ expertAccuracy }, experience): [string, number | null, Place] => [
      'expertAccuracy',
      expertAccuracy,
      { experience },
    ]),
    ...accuracyMatrix.flatMap((row, after) =>
      row.map((value, experience): [string, number | null, Place] => [
        'accuracyMatrix',
        value,
        { after, experience },
      ]),
    ),
    ...forgetting.map((value, experience): [string, number | null, Place] => [
      'forgetting',
      value,
      { experience },
    ]),
    ...perClassAccuracy.map((value, index): [string, number | null, Place] => [
      'perClassAccuracy',
      value,
      { class: index },
    ]),
  ];
}
