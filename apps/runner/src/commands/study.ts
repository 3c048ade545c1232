import { loadVariants } from '../config/load-variants';
import { variantExperiment } from '../config/variant-experiment';
import { configuredMetric } from '../jobs/choose-best';
import { describePlan } from '../jobs/describe-plan';
import { planVariants } from '../jobs/variants';
import type { StudyResult } from '../results/study-result';
import { figuresText, variantsNotes } from '../results/variants-notes';
import { variantsPage } from '../results/variants-page';
import { summarizeVariants } from '../results/variants-summary';
import { variantsCells, variantsTable } from '../results/variants-table';
import { writeWhole } from '../results/write-whole';
import { fromCallersFolder } from './callers-folder';
import { callersFolders, callersPaths } from './callers-paths';
import { commandLine } from './command-line';
import { type ComputeFlags, runHere } from './run-here';
import { sayReadings } from './say-readings';

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
  const loaded = loadVariants(fromCallersFolder(file), flags.set);
  sayReadings(loaded);
  const config = {
    ...callersPaths(callersFolders(loaded.config)),
    variants: Object.fromEntries(
      Object.entries(loaded.config.variants).map(([name, changes]) => [name, callersPaths(changes)]),
    ),
  };
  const studies = planVariants(config);
  if (flags.dryRun === true) {
    console.log(describePlan(config, studies));
    return;
  }

  const { seeds, baseline, variants } = config;
  const metric = configuredMetric(config);
  const figures = figuresText(metric);
  const notes = variantsNotes({ seeds, baseline, variants: Object.keys(variants) });
  const cellsOf = (results: readonly StudyResult[]) =>
    variantsCells(summarizeVariants(results, { seeds, baseline, metric }), { seeds, baseline });
  const results = await runHere(
    { config: variantExperiment(config, baseline), studies },
    flags,
    (results) => `${variantsTable(cellsOf(results), notes)}\n${figures}`,
    command,
  );
  if (flags.write === undefined) return;
  const page = variantsPage({
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
