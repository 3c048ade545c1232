import { describePlan } from '../jobs/describe-plan';
import { planStudies } from '../jobs/study';
import { studiesTable } from '../results/studies-table';
import type { StudyResult } from '../results/study-result';
import { type ConfigFlags, loadExperiment } from './load-experiment';
import { type ComputeFlags, runHere } from './run-here';
import { sayReadings } from './say-readings';

export interface RunFlags extends ConfigFlags, ComputeFlags {
  readonly dryRun?: boolean;
}

/**
 * `exmodel run FILE`: runs an experiment, shows it as it goes and prints its table.
 *
 * @param command the script of the `exmodel` command, for processes of its own
 * @returns what came of each strategy; none in a dry run
 * @throws JobsFailedError where some jobs failed, after all others are done
 */
export async function run(file: string, flags: RunFlags, command: string): Promise<readonly StudyResult[]> {
  const loaded = loadExperiment(file, flags);
  sayReadings(loaded);
  const { config } = loaded;
  if (flags.dryRun === true) {
    console.log(describePlan(config, planStudies(config)));
    return [];
  }
  const closing = (studies: readonly StudyResult[]) => `${studiesTable(studies)}\nin percent of test images`;
  return runHere({ config }, flags, closing, command);
}
