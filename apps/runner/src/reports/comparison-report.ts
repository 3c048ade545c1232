import { readFileSync } from 'node:fs';
import { formatDuration } from '@exmodel/loggers';
import { z } from 'zod';
import type { Metrics } from '../storage/metrics-file';
import { provenance } from './provenance';
import { markdownTable } from './renderers/markdown';
import { percent } from './results-table';
import { meanText, measured } from './series-report';
import type { SeriesResult } from './series-result';
import { signedPoints } from './signed-points';

const share = z.number().min(0).max(1);

const referenceSchema = z.strictObject({
  /** Where the figures come from: one sentence. */
  source: z.string(),
  /** Final accuracy over all classes, 0 … 1, by strategy: of one run, or of each of several. */
  accuracy: z.record(z.string(), z.union([share, z.array(share).min(1)])),
  /** Per experience, 0 … 1, by strategy. */
  perExperience: z.record(z.string(), z.array(share)).optional(),
  /** What a reader must know of a difference: a paragraph each, printed below the table. */
  notes: z.array(z.string()).optional(),
});

/** Measured figures of another implementation. */
export type ReferenceFigures = z.output<typeof referenceSchema>;

/** A file of reference figures that cannot be used. */
export class ReferenceFileError extends Error {
  override readonly name = 'ReferenceFileError';

  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${path}: ${reason}. It must be JSON with "source" and "accuracy": {strategy: 0 … 1}.`);
  }
}

/** @throws ReferenceFileError */
export function readReference(path: string): ReferenceFigures {
  try {
    return referenceSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new ReferenceFileError(
      path,
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    );
  }
}

/** One experiment's results. */
export interface Compared {
  readonly scenario: string;
  readonly results: readonly SeriesResult[];
}

/**
 * A Markdown page: our results, beside the reference's where there are any; of several runs their means. A table for
 * each experiment.
 */
export function comparisonPage(
  title: string,
  command: string,
  experiments: readonly Compared[],
  reference?: ReferenceFigures,
): string {
  const severalRuns = experiments.some(({ results }) => results.some(({ runs }) => runs.length > 1));
  return [
    `# ${title}`,
    `Accuracy over the test images of all classes after the last expert, in percent. Written by\n\n    ${command}`,
    ...(severalRuns ? ['Figures of several runs are means, ± half the 95 % interval of the mean.'] : []),
    ...experiments.flatMap(({ scenario, results }) => {
      const all = results.flatMap(({ runs }) => runs);
      return [
        ...(experiments.length > 1 ? [`## ${scenario}`] : []),
        `${provenance(all)} Experts on their own test images: ${expertsText(all)}.`,
        ...(reference === undefined ? [] : [`Reference: ${reference.source}`]),
        table(results, reference),
      ];
    }),
    ...(reference?.notes ?? []),
    '',
  ].join('\n\n');
}

/** A row for each strategy; the reference's columns only where there is one. */
function table(results: readonly SeriesResult[], reference: ReferenceFigures | undefined): string {
  const columns: (readonly [
    heading: string,
    align: 'left' | 'right',
    cell: (result: SeriesResult) => string,
  ])[] = [
    ['strategy', 'left', ({ name }) => name],
    ['ours', 'right', ({ runs }) => meanText(accuracies(runs))],
    ['reference', 'right', ({ name }) => meanText(figures(reference, name))],
    ['difference', 'right', ({ name, runs }) => difference(accuracies(runs), figures(reference, name))],
    ['ours, per experience', 'left', ({ runs }) => percents(perExperience(runs))],
    ['reference, per experience', 'left', ({ name }) => percents(reference?.perExperience?.[name])],
    [
      'forgetting',
      'right',
      ({ runs }) => meanText(measured(runs.map(({ averageForgetting }) => averageForgetting))),
    ],
    ['time', 'right', ({ runs }) => meanTime(runs)],
  ];
  const shown =
    reference === undefined ? columns.filter(([heading]) => !/reference|difference/.test(heading)) : columns;
  return markdownTable(
    shown.map(([heading, align]) => ({
      heading:
        reference === undefined ? heading.replace(/^ours$/, 'accuracy').replace('ours, ', '') : heading,
      align,
    })),
    results.map((result) => shown.map(([, , cell]) => cell(result))),
  );
}

function accuracies(runs: readonly Metrics[]): number[] {
  return measured(runs.map(({ accuracy }) => accuracy));
}

function figures(reference: ReferenceFigures | undefined, strategy: string): number[] {
  return [reference?.accuracy[strategy] ?? []].flat();
}

/** In points, of means over as many runs. */
function difference(ours: readonly number[], theirs: readonly number[]): string {
  return ours.length === 0 || ours.length !== theirs.length
    ? '–'
    : signedPoints(100 * (mean(ours) - mean(theirs)));
}

function meanTime(runs: readonly Metrics[]): string {
  return runs.length === 0 ? '–' : formatDuration(1000 * mean(runs.map(({ times }) => times.total)));
}

/** Every expert's accuracy, seed by seed. */
function expertsText(runs: readonly Metrics[]): string {
  const withExperts = runs.filter(({ experiences }) =>
    experiences.some((each) => each.expertAccuracy !== null),
  );
  const bySeed = new Map(withExperts.map(({ seed, experiences }) => [seed, experiences]));
  return [...bySeed.values()]
    .map((experiences) => percents(experiences.map(({ expertAccuracy }) => expertAccuracy)))
    .join('; ');
}

/** Mean over the runs of what each experience ended with. */
function perExperience(runs: readonly Metrics[]): (number | null)[] | undefined {
  const last = runs.flatMap(({ accuracyMatrix }) => accuracyMatrix.slice(-1));
  return last[0]?.map((_, i) => {
    const values = measured(last.map((row) => row[i] ?? null));
    return values.length === 0 ? null : mean(values);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percents(values: readonly (number | null)[] | undefined): string {
  return values === undefined ? '–' : values.map(percent).join(' ');
}
