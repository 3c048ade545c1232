import type { JobConfig } from '../config/strategy-config';
import { streamOf } from '../config/stream-of';
import { assessmentJobs, type Series } from './series';

/**
 * A configuration for each set of experts that an experiment certainly needs: those of all candidates, and those of the runs, unless these
 * depend on what will be chosen.
 */
export function neededExperts(planned: readonly Series[]): JobConfig[] {
  const configs = planned.flatMap((series) => {
    const tried = series.candidates.map(({ config }) => config);
    const isChosen = new Set(tried.map(streamOf)).size > 1;
    return isChosen
      ? tried
      : [...tried, ...assessmentJobs(series, series.config).map(({ config }) => config)];
  });
  return [...new Map(configs.map((config) => [streamOf(config), config])).values()];
}
