import type { Command } from 'commander';
import { variantExperiment } from '../config/variant-experiment';
import { configuredMetric } from '../experiments/choose-best';
import { describePlan } from '../experiments/describe-plan';
import { refuseDiverged } from '../experiments/jobs-diverged-error';
import { lookUpJobs } from '../experiments/look-up-jobs';
import { planStudy } from '../experiments/plan-study';
import { divergedNotes } from '../reports/diverged';
import { endings } from '../reports/renderers/registry';
import { terminal } from '../reports/renderers/terminal';
import type { SeriesResult } from '../reports/series-result';
import { figuresText, studyNotes } from '../reports/study-notes';
import { type StudyFindings, studyClosing, studyReport } from '../reports/study-report';
import { summarizeStudy } from '../reports/study-summary';
import { studyTable } from '../reports/study-table';
import { folderStore } from '../storage/folder-store';
import { commandLine } from './shared/command-line';
import { dryRunOption } from './shared/dry-run-option';
import { fittingBackend } from './shared/fitting-backend';
import { loadStudyFile } from './shared/load-study-file';
import { type OverwriteFlags, overwriteOption } from './shared/overwrite-option';
import { pageWriter } from './shared/page-writer';
import { printReadings } from './shared/print-readings';
import { type ComputeFlags, runHere } from './shared/run-here';
import { withRunningOptions } from './shared/running-options';

export interface StudyFlags extends ComputeFlags, OverwriteFlags {
  /** `key=value` assignments. */
  readonly set: readonly string[];
  readonly dryRun?: boolean;
  /** Page to write, in the format of its ending. */
  readonly write?: string;
}

export function defineStudy(command: Command, { script }: { readonly script: string }): void {
  withRunningOptions(command)
    .argument('<file>', 'study in YAML: an experiment with "seeds" and "variants"')
    .addOption(dryRunOption())
    .option('--write <file>', `file to write the page to (${endings().join(', ')})`)
    .addOption(overwriteOption())
    .action(async (file: string, flags: StudyFlags) => {
      await study(file, flags, script);
    });
}

/**
 * `exmodel study FILE`: runs variants of one experiment on the same seeds and prints what each reached, and by how much it
 * differs from the baseline, seed by seed.
 *
 * @param script the script of the `exmodel` command, for starting processes
 * @throws JobsFailedError if some jobs failed, after all others are done; then no page is written
 * @throws JobsDivergedError if some runs diverged, after the page is written
 */
async function study(file: string, flags: StudyFlags, script: string): Promise<void> {
  const loaded = loadStudyFile(file, flags.set);
  printReadings(loaded);
  const { config, placeOf } = loaded;
  const series = planStudy(config);
  const backend = await fittingBackend(series, placeOf, flags);
  if (flags.dryRun === true) {
    const jobs = await lookUpJobs(configuredMetric(config), series, backend.name, folderStore(config.logdir));
    console.log(describePlan(config, series, jobs));
    return;
  }
  const writePage = flags.write === undefined ? undefined : await pageWriter(flags.write, [file], flags);

  const { seeds, baseline, variants } = config;
  const metric = configuredMetric(config);
  const figures = figuresText(metric);
  const notes = studyNotes({ seeds, baseline, variants: Object.keys(variants) });
  const findingsOf = (results: readonly SeriesResult[]): StudyFindings => ({
    table: studyTable(summarizeStudy(results, { seeds, baseline, metric }), { seeds, baseline }),
    notes: [...notes, ...divergedNotes(results.flatMap(({ runs }) => runs))],
    figures,
  });
  const results = await runHere(
    { config: variantExperiment(config, baseline), series },
    backend,
    flags,
    (results) => terminal.render(studyClosing(findingsOf(results))),
    script,
  );
  if (writePage !== undefined) {
    const page = studyReport({
      title: config.title ?? config.name,
      command: commandLine(),
      findings: findingsOf(results),
      results,
      changes: loaded.changes,
    });
    await writePage(page);
  }
  refuseDiverged(results);
}
