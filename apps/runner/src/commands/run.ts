import type { Command } from 'commander';
import type { ChosenBackend } from '../backends/choose-backend';
import { configuredMetric } from '../experiments/choose-best';
import { describePlan } from '../experiments/describe-plan';
import { refuseDiverged } from '../experiments/jobs-diverged-error';
import { lookUpJobs } from '../experiments/look-up-jobs';
import type { SeriesOptions } from '../experiments/run-series';
import { planSeries, type Series } from '../experiments/series';
import { terminal } from '../reports/renderers/terminal';
import { seriesReport } from '../reports/series-report';
import type { SeriesResult } from '../reports/series-result';
import { folderStore } from '../storage/folder-store';
import { exmodelLine } from './shared/command-line';
import { dryRunOption } from './shared/dry-run-option';
import { fittingBackend } from './shared/fitting-backend';
import { type ConfigFlags, loadExperiment } from './shared/load-experiment';
import { printReadings } from './shared/print-readings';
import { type ComputeFlags, runHere } from './shared/run-here';
import { withExperimentOptions } from './shared/running-options';

export interface RunFlags extends ConfigFlags, ComputeFlags {
  readonly dryRun?: boolean;
}

export function defineRun(
  command: Command,
  { script, quickstart }: { readonly script: string; readonly quickstart: string },
): void {
  withExperimentOptions(command)
    .argument('[file]', 'experiment in YAML; default: configs/split-mnist/quickstart.yaml')
    .addOption(dryRunOption())
    .action(async (file: string | undefined, flags: RunFlags) => {
      const results = await run(await planRun(file ?? quickstart, flags), flags, script);
      if (file === undefined && results.length > 0) console.log(afterQuickstart());
      refuseDiverged(results);
    });
}

/** What to make of the quick start's table, and what to do next. */
function afterQuickstart(): string {
  return [
    'what to look at: the first and the last number “per experience”. A student that forgets is good only at the last ones.',
    `an experiment of your own: ${exmodelLine(['init', 'my.yaml'])}`,
  ].join('\n');
}

/** An experiment that can be run: its configuration is checked, and a backend chosen. */
export interface PlannedRun {
  readonly config: SeriesOptions['config'];
  readonly series: readonly Series[];
  readonly backend: ChosenBackend;
}

/**
 * Reads and checks an experiment, and prints how its keys are understood. Nothing is computed.
 *
 * @throws ConfigError
 */
export async function planRun(file: string, flags: RunFlags): Promise<PlannedRun> {
  const loaded = loadExperiment(file, flags);
  printReadings(loaded);
  const { config, placeOf } = loaded;
  const series = planSeries(config);
  return { config, series, backend: await fittingBackend(series, placeOf, flags) };
}

/**
 * Runs an experiment, shows its progress and prints its table; in a dry run, prints its plan.
 *
 * @param script the script of the `exmodel` command, for starting processes
 * @returns the results of each strategy, with runs that diverged; none in a dry run
 * @throws JobsFailedError if some jobs failed, after all others are done
 */
export async function run(
  { config, series, backend }: PlannedRun,
  flags: RunFlags,
  script: string,
): Promise<readonly SeriesResult[]> {
  if (flags.dryRun === true) {
    const jobs = await lookUpJobs(configuredMetric(config), series, backend.name, folderStore(config.logdir));
    console.log(describePlan(config, series, jobs));
    return [];
  }
  const table = (results: readonly SeriesResult[]) => terminal.render(seriesReport(results));
  return runHere({ config, series }, backend, flags, table, script);
}
