import type { Command } from 'commander';
import { describePlan } from '../experiments/describe-plan';
import { planSeries } from '../experiments/series';
import { terminal } from '../reports/renderers/terminal';
import { seriesReport } from '../reports/series-report';
import type { SeriesResult } from '../reports/series-result';
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
  program: Command,
  { script, quickstart }: { readonly script: string; readonly quickstart: string },
): void {
  withExperimentOptions(program.command('run'))
    .description('run an experiment; without a file, the quick start')
    .argument('[file]', 'experiment in YAML; default: configs/split-mnist/quickstart.yaml')
    .addOption(dryRunOption())
    .action(async (file: string | undefined, flags: RunFlags) => {
      await run(file ?? quickstart, flags, script);
    });
}

/**
 * `exmodel run FILE`: runs an experiment, shows its progress and prints its table.
 *
 * @param script the script of the `exmodel` command, for starting processes
 * @returns the results of each strategy; none in a dry run
 * @throws JobsFailedError if some jobs failed, after all others are done
 */
export async function run(file: string, flags: RunFlags, script: string): Promise<readonly SeriesResult[]> {
  const loaded = loadExperiment(file, flags);
  printReadings(loaded);
  const { config, placeOf } = loaded;
  const series = planSeries(config);
  const backend = await fittingBackend(series, placeOf, flags);
  if (flags.dryRun === true) {
    console.log(describePlan(config, series));
    return [];
  }
  return runHere(
    { config, series },
    backend,
    flags,
    (results) => terminal.render(seriesReport(results)),
    script,
  );
}
