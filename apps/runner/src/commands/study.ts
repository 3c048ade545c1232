import { loadStudy } from '../config/load-study';
import { variantExperiment } from '../config/variant-experiment';
import { configuredMetric } from '../experiments/choose-best';
import { describePlan } from '../experiments/describe-plan';
import { planStudy } from '../experiments/plan-study';
import { terminal } from '../reports/renderers/terminal';
import type { SeriesResult } from '../reports/series-result';
import { figuresText, studyNotes } from '../reports/study-notes';
import { type StudyFindings, studyClosing, studyReport } from '../reports/study-report';
import { summarizeStudy } from '../reports/study-summary';
import { studyTable } from '../reports/study-table';
import { strategyNames } from '../strategies/registry';
import { fromCallersFolder } from './shared/callers-folder';
import { callersFolders, callersPaths } from './shared/callers-paths';
import { commandLine } from './shared/command-line';
import { sayReadings } from './shared/print-readings';
import { type ComputeFlags, runHere } from './shared/run-here';
import { writePage } from './shared/write-page';

export interface StudyFlags extends ComputeFlags {
  /** `key=value` assignments. */
  readonly set: readonly string[];
  readonly dryRun?: boolean;
  /** File of the page. */
  readonly write?: string;
}

/**
 * `exmodel study FILE`: runs variants of one experiment on the same seeds and prints what each reached, and by how much it
 * differs from the baseline, seed by seed.
 *
 * @param command the script of the `exmodel` command, for processes of its own
 * @throws JobsFailedError where some jobs failed, after all others are done; then no page is written
 */
export async function study(file: string, flags: StudyFlags, command: string): Promise<void> {
  const loaded = loadStudy(fromCallersFolder(file), strategyNames, flags.set);
  sayReadings(loaded);
  const config = {
    ...callersPaths(callersFolders(loaded.config)),
    variants: Object.fromEntries(
      Object.entries(loaded.config.variants).map(([name, changes]) => [name, callersPaths(changes)]),
    ),
  };
  const series = planStudy(config);
  if (flags.dryRun === true) {
    console.log(describePlan(config, series));
    return;
  }

  const { seeds, baseline, variants } = config;
  const metric = configuredMetric(config);
  const figures = figuresText(metric);
  const notes = studyNotes({ seeds, baseline, variants: Object.keys(variants) });
  const findingsOf = (results: readonly SeriesResult[]): StudyFindings => ({
    table: studyTable(summarizeStudy(results, { seeds, baseline, metric }), { seeds, baseline }),
    notes,
    figures,
  });
  const results = await runHere(
    { config: variantExperiment(config, baseline), series },
    flags,
    (results) => terminal.render(studyClosing(findingsOf(results))),
    command,
  );
  if (flags.write === undefined) return;
  const page = studyReport({
    title: config.title ?? config.name,
    command: commandLine(),
    findings: findingsOf(results),
    results,
    changes: loaded.config.variants,
  });
  writePage(flags.write, page);
}
