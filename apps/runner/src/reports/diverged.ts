import type { Metrics } from '../storage/metrics-file';
import { measured } from './measured';
import { meanShare, share } from './quantities';
import type { Cell, Quantity } from './report';

/** What a table shows in place of the accuracy of a run that diverged. */
export const diverged = 'diverged';

/** The accuracy of one run. */
export function accuracyCell(run: Metrics): Cell {
  return run.diverged ? diverged : share(run.accuracy);
}

/** The mean accuracy of several runs; a note says how many of them diverged, and are left out. */
export function meanAccuracyCell(runs: readonly Metrics[]): Cell {
  const mean = meanShare(measured(runs.map(({ accuracy }) => accuracy)));
  return noteDiverged(mean, runs.length - withResult(runs).length, runs.length);
}

/** A mean over runs, with a note that `count` of `all` diverged and are left out. */
export function noteDiverged(mean: Quantity | null, count: number, all: number): Cell {
  if (count === 0) return mean;
  if (count === all) return diverged;
  return mean && { ...mean, note: `${count} of ${all} diverged` };
}

/** The runs that did not diverge. */
export function withResult(runs: readonly Metrics[]): Metrics[] {
  return runs.filter((run) => !run.diverged);
}

/** A note below tables with runs that diverged; none if there are no such runs. */
export function divergedNotes(runs: readonly Metrics[]): string[] {
  if (withResult(runs).length === runs.length) return [];
  return [
    '“diverged”: numbers became NaN or infinite; log.txt of the run says where. It is in no mean, interval or difference.',
  ];
}
