import { basename, dirname, sep } from 'node:path';
import { meanAndInterval } from '@exmodel/metrics';
import type { FoundRun } from '../../storage/find-runs';
import type { Metrics } from '../../storage/metrics-file';
import { grouped } from '../grouped';
import { measured } from '../measured';

/** Runs that differ by their seed only, as their folders say. */
export interface RunSeries {
  /** The end of its folder's path, as much of it as tells it from the others: `replay_ed`, `quickstart/replay_ed`. */
  readonly name: string;
  readonly folder: string;
  readonly scenario: string;
  readonly found: readonly FoundRun[];
  readonly runs: readonly Metrics[];
}

/** The series of the runs that are results. Those that tried one point of a grid chose, and are only counted. */
export function assessedSeries(found: readonly FoundRun[]): {
  readonly series: readonly RunSeries[];
  readonly candidates: number;
} {
  const assessed = found.filter(({ folder }) => !/^VAL\d+$/.test(basename(folder)));
  return { series: seriesOfRuns(assessed), candidates: found.length - assessed.length };
}

/** Groups runs by their series; in each scenario those with the greatest mean accuracy come first. */
export function seriesOfRuns(found: readonly FoundRun[]): RunSeries[] {
  const groups = grouped(found, (run) => JSON.stringify([folderOf(run), run.metrics.scenario]));
  const all = [...groups.values()].flatMap((runs) => {
    const [first] = runs;
    return first === undefined
      ? []
      : [{ folder: folderOf(first), scenario: first.metrics.scenario, found: runs }];
  });
  const shared = sharedParts(all.map(({ folder }) => folder.split(sep)));
  return all
    .map((group) => {
      const runs = group.found.map(({ metrics }) => metrics);
      const name = group.folder.split(sep).slice(shared).join('/');
      return { series: { ...group, name, runs }, accuracy: meanAccuracy(runs) };
    })
    .toSorted((a, b) => b.accuracy - a.accuracy)
    .map(({ series }) => series);
}

function folderOf({ folder }: FoundRun): string {
  return /^(ASSESS|SEED)-?\d+$/.test(basename(folder)) ? dirname(folder) : folder;
}

/** How many parts all paths begin with; their last parts do not count. */
function sharedParts(paths: readonly (readonly string[])[]): number {
  const [first = []] = paths;
  const most = Math.min(...paths.map(({ length }) => length - 1));
  const differs = first.findIndex((part, i) => i >= most || paths.some((path) => path[i] !== part));
  return Math.max(0, differs);
}

function meanAccuracy(runs: readonly Metrics[]): number {
  const accuracies = measured(runs.map(({ accuracy }) => accuracy));
  return accuracies.length === 0 ? Number.NEGATIVE_INFINITY : meanAndInterval(accuracies).mean;
}
