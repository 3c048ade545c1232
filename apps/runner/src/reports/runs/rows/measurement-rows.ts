import type { Metrics } from '../../../storage/metrics-file';
import { addedMetrics } from '../../selection-metric';
import { measures } from '../measures';
import type { RunSeries } from '../series-of-runs';
import type { Row, Rows } from './rows';

const columns = [
  // Of the run: its folder, and the row of the report that it is part of.
  ...(['run', 'series', 'scenario', 'strategy', 'seed'] as const),
  // The expert after which it was measured, the experience and the class that it is of, from 0 as in metrics.json; empty for all.
  ...(['after', 'experience', 'class'] as const),
  ...(['metric', 'value'] as const),
];

type Place = Readonly<Partial<Record<'after' | 'experience' | 'class', number>>>;

/** A number that was measured, or that could have been. */
type Measurement = readonly [metric: string, value: number | null | undefined, place?: Place];

/** A row for each number that was measured; curves within an experience, confusions and ranges of confidence are in metrics.json only. */
export function measurementRows(series: readonly RunSeries[]): Rows {
  return { columns, rows: { [Symbol.iterator]: () => rowsOf(series) } };
}

/** One by one: all together would fill a gigabyte. */
function* rowsOf(all: readonly RunSeries[]): Generator<Row, void> {
  for (const { name: series, found } of all) {
    for (const { shown: run, metrics } of found) {
      const { scenario, strategy, seed } = metrics;
      for (const [metric, value, place] of measurements(metrics)) {
        if (value === null || value === undefined) continue;
        const { after = null, experience = null, class: ofClass = null } = place ?? {};
        yield { run, series, scenario, strategy, seed, after, experience, class: ofClass, metric, value };
      }
    }
  }
}

const ofRun = [
  ...(['accuracy', 'averageAccuracy', 'averageForgetting', 'backwardTransfer', 'loss'] as const),
  ...(['stateBytes', 'parameters', 'macs'] as const),
];
const calibrations = ['expectedCalibrationError', 'maximumCalibrationError', 'brierScore'] as const;
const phases = ['synthesis', 'distillation', 'training', 'evaluation', 'total'] as const;

/** The numbers of a run by the keys of metrics.json, and those that are computed from them. */
export function measurements(metrics: Metrics): Measurement[] {
  const { times, calibration } = metrics;
  const matrix = (metric: string, rows: Metrics['lossMatrix'], of: 'experience' | 'class') =>
    (rows ?? []).flatMap((row, after) =>
      row.map((value, i): Measurement => [metric, value, { after, [of]: i }]),
    );
  const list = (metric: string, values: readonly (number | null)[], of: 'experience' | 'class') =>
    values.map((value, i): Measurement => [metric, value, { [of]: i }]);
  return [
    ...ofRun.map((metric): Measurement => [metric, metrics[metric]]),
    ...Object.entries(measures).map(([metric, of]): Measurement => [metric, of(metrics)]),
    ...addedMetrics.map(({ name, value }): Measurement => [name, value(metrics)]),
    ['diverged', metrics.diverged === true ? 1 : 0],
    ...(metrics.topKAccuracy ?? []).map(({ k, accuracy }): Measurement => [`topKAccuracy/${k}`, accuracy]),
    ...calibrations.map((metric): Measurement => [metric, calibration?.[metric]]),
    ['peakMemoryBytes', metrics.process?.peakMemoryBytes],
    ...phases.map((phase): Measurement => [`seconds/${phase}`, times[phase]]),
    ...list(
      'expertAccuracy',
      metrics.experiences.map(({ expertAccuracy }) => expertAccuracy),
      'experience',
    ),
    ...matrix('accuracyMatrix', metrics.accuracyMatrix, 'experience'),
    ...matrix('lossMatrix', metrics.lossMatrix, 'experience'),
    ...matrix('classAccuracyMatrix', metrics.classAccuracyMatrix, 'class'),
    ...list('forgetting', metrics.forgetting, 'experience'),
    ...list('perClassAccuracy', metrics.perClassAccuracy, 'class'),
  ];
}
