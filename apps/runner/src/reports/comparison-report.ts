import type { Metrics } from '../storage/metrics-file';
import { choiceNotes } from './choice-notes';
import { divergedNotes, meanAccuracyCell, withResult } from './diverged';
import { measured } from './measured';
import { percent } from './percent';
import { provenance } from './provenance';
import { meanShare, seconds, share } from './quantities';
import type { ReferenceFigures } from './reference-figures';
import type { Block, Cell, Column, Report, Table } from './report';
import type { SeriesResult } from './series-result';
import { textWithCode } from './text-with-code';

/** One experiment's results. */
export interface Compared {
  readonly scenario: string;
  readonly results: readonly SeriesResult[];
}

/**
 * Our results, beside the reference's if there are any; means if there are several runs. One table per experiment.
 */
export function comparisonReport(
  title: string,
  command: string,
  experiments: readonly Compared[],
  reference?: ReferenceFigures,
): Report {
  const severalRuns = experiments.some(({ results }) => results.some(({ runs }) => runs.length > 1));
  const paragraph = (text: string): Block => ({ kind: 'paragraph', text: textWithCode(text) });
  return {
    title,
    blocks: [
      paragraph('Accuracy over the test images of all classes after the last expert, in percent. Written by'),
      { kind: 'command', line: command },
      ...(severalRuns
        ? [paragraph('Figures of several runs are means, ± half the 95 % interval of the mean.')]
        : []),
      ...experiments.flatMap(({ scenario, results }): Block[] => {
        const all = results.flatMap(({ runs }) => runs);
        return [
          ...(experiments.length > 1 ? [{ kind: 'heading', text: scenario } as const] : []),
          {
            kind: 'paragraph',
            text: [provenance(all), ...expertsText(all)].join(' '),
          },
          ...(reference === undefined ? [] : [paragraph(`Reference: ${reference.source}`)]),
          table(results, reference),
          ...[...divergedNotes(all), ...choiceNotes(results)].map(paragraph),
        ];
      }),
      ...(reference?.notes ?? []).map(paragraph),
    ],
  };
}

type ComparedColumn = Column & { readonly cell: (result: SeriesResult) => Cell };

/** A row for each strategy; the reference's columns only if there is one. */
function table(results: readonly SeriesResult[], reference: ReferenceFigures | undefined): Table {
  const columns: ComparedColumn[] = [
    { heading: 'strategy', align: 'left', cell: ({ name }) => name },
    ...(reference === undefined ? ourColumns : columnsBeside(reference)),
    {
      heading: 'forgetting',
      align: 'right',
      cell: ({ runs }) => meanShare(measured(runs.map(({ averageForgetting }) => averageForgetting))),
    },
    { heading: 'time', align: 'right', cell: ({ runs }) => meanTime(runs) },
  ];
  return {
    kind: 'table',
    columns: columns.map(({ heading, align }) => ({ heading, align })),
    rows: results.map((result) => columns.map(({ cell }) => cell(result))),
  };
}

const ourAccuracy = ({ runs }: SeriesResult): Cell => meanAccuracyCell(runs);
const ourExperiences = ({ runs }: SeriesResult): Cell => shares(perExperience(runs));

const ourColumns: readonly ComparedColumn[] = [
  { heading: 'accuracy', align: 'right', cell: ourAccuracy },
  { heading: 'per experience', align: 'left', cell: ourExperiences },
];

function columnsBeside(reference: ReferenceFigures): ComparedColumn[] {
  const theirs = (strategy: string) => [reference.accuracy[strategy] ?? []].flat();
  return [
    { heading: 'ours', align: 'right', cell: ourAccuracy },
    { heading: 'reference', align: 'right', cell: ({ name }) => meanShare(theirs(name)) },
    {
      heading: 'difference',
      align: 'right',
      cell: ({ name, runs }) => difference(accuracies(runs), theirs(name)),
    },
    { heading: 'ours, per experience', align: 'left', cell: ourExperiences },
    {
      heading: 'reference, per experience',
      align: 'left',
      cell: ({ name }) => shares(reference.perExperience?.[name]),
    },
  ];
}

function accuracies(runs: readonly Metrics[]): number[] {
  return measured(runs.map(({ accuracy }) => accuracy));
}

/** The difference of two means; `null` if they are over different numbers of runs. */
function difference(ours: readonly number[], theirs: readonly number[]): Cell {
  return ours.length === 0 || ours.length !== theirs.length
    ? null
    : { value: mean(ours) - mean(theirs), unit: 'difference' };
}

function meanTime(runs: readonly Metrics[]): Cell {
  const complete = withResult(runs);
  return complete.length === 0 ? null : seconds(mean(complete.map(({ times }) => times.total)));
}

/** The accuracy of every expert, seed by seed; nothing where no run used experts. */
function expertsText(runs: readonly Metrics[]): string[] {
  const withExperts = runs.filter(({ experiences }) =>
    experiences.some((each) => each.expertAccuracy !== null),
  );
  const bySeed = new Map(withExperts.map(({ seed, experiences }) => [seed, experiences]));
  const accuracies = [...bySeed.values()].map((experiences) =>
    experiences.map(({ expertAccuracy }) => percent(expertAccuracy)).join(' '),
  );
  return accuracies.length === 0 ? [] : [`Experts on their own test images: ${accuracies.join('; ')}.`];
}

/** The final accuracy of each experience, as the mean over the runs. */
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

function shares(values: readonly (number | null)[] | undefined): Cell {
  return values === undefined ? null : { each: values.map(share) };
}
