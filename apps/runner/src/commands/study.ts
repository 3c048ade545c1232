import { loadStudy } from '../config/load-study';
import { variantExperiment } from '../config/variant-experiment';
import { configuredMetric } from '../experiments/choose-best';
import { describePlan } from '../experiments/describe-plan';
import { planStudy } from '../experiments/plan-study';
import type { SeriesResult } from '../reports/series-result';
import { figuresText, studyNotes } from '../reports/study-notes';
import { studyPage } from '../reports/study-page';
import { summarizeStudy } from '../reports/study-summary';
import { studyCells, studyTable } from '../reports/study-table';
import { writeWhole } from '../storage/write-whole';
import { strategies } from '../strategies/registry';
import { fromCallersFolder } from './shared/callers-folder';
import { callersFolders, callersPaths } from './shared/callers-paths';
import { commandLine } from './shared/command-line';
import { type ComputeFlags, runHere } from './shared/run-here';
import { sayReadings } from './shared/say-readings';

export interface StudyFlags extends ComputeFlags {
  /** `key=value` assignments. */
  readonly set: readonly string[];
  readonly dryRun?: boolean;
  /** Markdown file to write. */
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
  const loaded = loadStudy(fromCallersFolder(file), strategies, flags.set);
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
  const cellsOf = (results: readonly SeriesResult[]) =>
    studyCells(summarizeStudy(results, { seeds, baseline, metric }), { seeds, baseline });
  const results = await runHere(
    { config: variantExperiment(config, baseline), series },
    flags,
    (results) => `${studyTable(cellsOf(results), notes)}\n${figures}`,
    command,
  );
  if (flags.write === undefined) return;
  const page = studyPage({
    title: config.title ?? config.name,
    command: commandLine(),
    figures,
    cells: cellsOf(results),
    notes,
    results,
    changes: loaded.config.variants,
  });
  writeWhole(fromCallersFolder(flags.write), page);
  console.log(`written: ${flags.write}`);
}
