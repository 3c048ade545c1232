import { meanAndInterval, seenAccuracy } from '@exmodel/metrics';
import type { Metrics } from '../../storage/metrics-file';
import { measured } from '../measured';

/** The accuracy matrix of several runs: each entry the mean over the runs that measured it, null where none did. */
export function meanMatrix(runs: readonly Metrics[]): (number | null)[][] {
  return (
    runs[0]?.accuracyMatrix.map((row, k) =>
      row.map((_, e) => mean(runs, (run) => run.accuracyMatrix[k]?.[e])),
    ) ?? []
  );
}

/** The mean of a number over the runs that measured it; null if none did. */
export function mean(
  runs: readonly Metrics[],
  pick: (run: Metrics) => number | null | undefined,
): number | null {
  const values = measured(runs.map((run) => pick(run) ?? null));
  return values.length === 0 ? null : meanAndInterval(values).mean;
}

/** Accuracy after expert k over the test images of the experiences up to k, every image counting the same. */
export function accuracySoFar({ accuracyMatrix: rows, experiences }: Metrics, k: number): number | null {
  if (k >= rows.length) return null;
  return seenAccuracy({ samples: experiences.map(({ testImages }) => testImages), rows }, k) ?? null;
}
