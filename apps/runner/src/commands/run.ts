import { describePlan } from '../experiments/describe-plan';
import { planSeries } from '../experiments/series';
import { terminal } from '../reports/renderers/terminal';
import { seriesReport } from '../reports/series-report';
import type { SeriesResult } from '../reports/series-result';
import { type ConfigFlags, loadExperiment } from './shared/load-experiment';
import { sayReadings } from './shared/print-readings';
import { type ComputeFlags, runHere } from './shared/run-here';

export interface RunFlags extends ConfigFlags, ComputeFlags {
  readonly dryRun?: boolean;
}

/**
 * `exmodel run FILE`: runs an experiment, shows it as it goes and prints its table.
 *
 * @param command the script of the `exmodel` command, for processes of its own
 * @returns the results of each strategy; none in a dry run
 * @throws JobsFailedError where some jobs failed, after all others are done
 */
export async function run(file: string, flags: RunFlags, command: string): Promise<readonly SeriesResult[]> {
  const loaded = loadExperiment(file, flags);
  sayReadings(loaded);
  const { config } = loaded;
  if (flags.dryRun === true) {
    console.log(describePlan(config, planSeries(config)));
    return [];
  }
  return runHere({ config }, flags, (results) => terminal.render(seriesReport(results)), command);
}
