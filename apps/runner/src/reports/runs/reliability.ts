import type { Metrics } from '../../storage/metrics-file';
import { measured } from '../measured';
import { count, meanNumber, meanShare, share } from '../quantities';
import type { Block, Cell, Table } from '../report';
import { group, left, mostDetailed, omitted, right, section } from './figures';
import type { RunSeries } from './series-of-runs';

/** As many bins of equal width as metrics.json has, which names those with images only. */
const bins = 15;

/** Whether the students' probabilities can be trusted. */
export function reliability(series: readonly RunSeries[]): Block[] {
  const known = series.filter(({ runs }) => runs.some(({ calibration }) => calibration !== null));
  if (known.length === 0) return [];
  const diagrams = known.slice(0, mostDetailed).map(diagram);
  return section(
    'Reliability',
    `A point for each range of confidence, the probability of the predicted class; upwards its accuracy (%). On the line a student is as often right as it says. Larger points have more test images, those of all seeds together.${omitted(known)}`,
    [...group(diagrams), numbers(known)],
  );
}

function diagram({ name, runs }: RunSeries): Table {
  const sums = Array.from({ length: bins }, () => ({ images: 0, confidence: 0, accuracy: 0 }));
  for (const { calibration } of runs) {
    for (const { confidence, accuracy, images } of calibration?.reliability ?? []) {
      const sum = sums[Math.max(0, Math.ceil(confidence * bins) - 1)];
      if (sum === undefined) continue;
      sum.images += images;
      sum.confidence += confidence * images;
      sum.accuracy += accuracy * images;
    }
  }
  const rows = sums.flatMap(({ images, confidence, accuracy }): Cell[][] =>
    images === 0 ? [] : [[share(confidence / images), share(accuracy / images), count(images)]],
  );
  return {
    ...{ kind: 'table', caption: name, drawing: 'reliability', rows },
    columns: ['confidence', 'accuracy', 'images'].map(right),
  };
}

function numbers(series: readonly RunSeries[]): Table {
  const ks = [
    ...new Set(
      series.flatMap(({ runs }) => runs.flatMap(({ topKAccuracy }) => topKAccuracy?.map(({ k }) => k) ?? [])),
    ),
  ];
  const columns: [heading: string, cell: (runs: readonly Metrics[]) => Cell][] = [
    ...ks.map((k): (typeof columns)[number] => [`top ${k}`, (runs) => meanShare(topK(runs, k))]),
    ['calibration error', (runs) => meanShare(calibrations(runs, 'expectedCalibrationError'))],
    ['greatest error', (runs) => meanShare(calibrations(runs, 'maximumCalibrationError'))],
    ['Brier score', (runs) => meanNumber(calibrations(runs, 'brierScore'))],
    ['loss', (runs) => meanNumber(measured(runs.map(({ loss }) => loss)))],
  ];
  return {
    kind: 'table',
    caption:
      'Top k: the label is among the k most probable classes (%). Calibration error: how far confidence and accuracy are apart, on average (ECE) and in the worst range, in points. Brier score and loss (cross-entropy): less is better.',
    columns: [left('run'), ...columns.map(([heading]) => right(heading))],
    rows: series.map(({ name, runs }) => [name, ...columns.map(([, cell]) => cell(runs))]),
  };
}

function topK(runs: readonly Metrics[], wanted: number): number[] {
  return runs.flatMap(({ topKAccuracy }) =>
    (topKAccuracy ?? []).flatMap(({ k, accuracy }) => (k === wanted ? [accuracy] : [])),
  );
}

function calibrations(
  runs: readonly Metrics[],
  key: 'expectedCalibrationError' | 'maximumCalibrationError' | 'brierScore',
): number[] {
  return runs.flatMap(({ calibration }) => (calibration === null ? [] : [calibration[key]]));
}
