import type { Metrics } from '../../storage/metrics-file';
import { withResult } from '../diverged';
import { measured } from '../measured';
import { count, meanShare, seconds, share } from '../quantities';
import type { Block, Column, Table } from '../report';
import { accuracySoFar, mean, meanMatrix } from './mean-matrix';
import { measures } from './measures';
import type { RunSeries } from './series-of-runs';

/** Series that have a matrix, a confusion and images on the page: the first ones; the tables have all. */
export const mostDetailed = 12;
/** Experiences or classes up to which a matrix is still read. */
const mostCells = 20;

export const right = (heading: string): Column => ({ heading, align: 'right' });
export const left = (heading: string): Column => ({ heading, align: 'left' });
const numbered = (count: number) => Array.from({ length: count }, (_, i) => String(i + 1));

/** A section, unless it has nothing to show. */
export function section(title: string, text: string, blocks: readonly Block[]): Block[] {
  if (blocks.length === 0) return [];
  return [{ kind: 'heading', text: title, level: 3 }, { kind: 'paragraph', text }, ...blocks];
}

/** How the accuracy went, expert by expert. */
export function accuracyLines(series: readonly RunSeries[]): Block[] {
  const experiences = experiencesOf(series);
  const rows = series.map(({ name, runs }) => [
    name,
    ...numbered(experiences).map((_, k) => meanShare(measured(runs.map((run) => accuracySoFar(run, k))))),
  ]);
  // A strategy that learns from all experts at once has the last point only, which the summary has, too.
  if (rows.every((row) => row.slice(1).filter((cell) => cell !== null).length < 2)) return [];
  const table: Table = {
    kind: 'table',
    caption: 'Accuracy (%) after each expert, over the classes seen so far',
    drawing: 'lines',
    columns: [left('run'), ...numbered(experiences).map(right)],
    rows,
  };
  return section(
    'Accuracy after each expert',
    'Over the test images of all experiences up to that expert; the mean over the seeds.',
    [table],
  );
}

/** What was known of each experience after each expert. */
export function matrices(series: readonly RunSeries[]): Block[] {
  const tables = series.slice(0, mostDetailed).flatMap(({ name, runs }): Table[] => {
    const matrix = meanMatrix(runs);
    const columns = matrix[0]?.length ?? 0;
    if (matrix.length < 2 || columns > mostCells || measured(matrix.flat()).length === 0) return [];
    return [
      {
        kind: 'table',
        caption: name,
        drawing: 'heat',
        columns: [left('after'), ...numbered(columns).map(right)],
        rows: matrix.map((row, k) => [String(k + 1), ...row.map(share)]),
      },
    ];
  });
  const text =
    'A row for each expert that was learned from, a column for each experience: the accuracy on its test images at that time.';
  return section('Accuracy matrix', `${text}${omitted(series)}`, group(tables));
}

/** What was lost of each experience. */
export function forgettingTable(series: readonly RunSeries[]): Block[] {
  const experiences = experiencesOf(series) - 1; // Nothing comes after the last one.
  const points = (value: number | null) => (value === null ? null : ({ value, unit: 'difference' } as const));
  const rows = series
    .filter(({ runs }) => mean(runs, (run) => run.averageForgetting) !== null)
    .map(({ name, runs }) => [
      name,
      meanShare(measured(runs.map(({ averageForgetting }) => averageForgetting))),
      meanShare(measured(runs.map(measures.averageForgettingFromBest))),
      ...numbered(experiences).map((_, e) => points(mean(runs, (run) => run.forgetting[e]))),
    ]);
  if (rows.length === 0 || experiences > mostCells) return [];
  const caption = 'Forgetting of each experience, in points';
  const columns = [
    left('run'),
    right('average'),
    right('from the best'),
    ...numbered(experiences).map(right),
  ];
  return section(
    'Forgetting',
    'The accuracy on an experience when it was first learned, minus that at the end: less is better, and below zero it was learned further (Avalanche’s definition). “From the best”: the average from the best earlier accuracy instead (Chaudhry et al. 2018).',
    [{ kind: 'table', caption, columns, rows }],
  );
}

/** One number each for how it went from the first expert to the last. */
export function streamTable(series: readonly RunSeries[]): Block[] {
  const columns = [
    ['average incremental', 'averageIncrementalAccuracy'],
    ['mean over classes', 'averageMeanClassAccuracy'],
    ['when learned', 'learningAccuracy'],
    ['behind the experts', 'averageIntransigence'],
  ] as const;
  const rows = series.map(({ name, runs }) => [
    name,
    ...columns.map(([, key]) => meanShare(measured(runs.map(measures[key])))),
  ]);
  if (rows.every((row) => row.slice(1).every((cell) => cell === null))) return [];
  return section(
    'Over the stream',
    'Accuracies in percent. Average incremental: over the classes seen so far, the mean over all experts (iCaRL). Mean over classes: every class counts the same (AMCA). When learned: on each experience right after its expert. Behind the experts: by how many points each expert was better on its own classes then (intransigence).',
    [{ kind: 'table', columns: [left('run'), ...columns.map(([heading]) => right(heading))], rows }],
  );
}

/** What was taken for what, at the end. */
export function confusions(series: readonly RunSeries[]): Block[] {
  const tables = series.slice(0, mostDetailed).flatMap(({ name, runs }): Table[] => {
    const [first, ...others] = runs.flatMap(({ confusion }) => (confusion === null ? [] : [confusion]));
    if (first === undefined || first.length > mostCells) return [];
    const rows = first.map((row, label) =>
      row.map((value, k) => others.reduce((sum, each) => sum + (each[label]?.[k] ?? 0), value)),
    );
    const columns = [left('label'), ...(rows[0] ?? []).map((_, k) => right(String(k)))];
    return [
      {
        ...{ kind: 'table', caption: name, drawing: 'heat', columns },
        rows: rows.map((row, label) => [String(label), ...row.map(count)]),
      },
    ];
  });
  const text =
    'A row for each class, a column for each prediction: the number of test images at the end, summed over the seeds. The diagonal is right.';
  return section('Confusion', `${text}${omitted(series)}`, group(tables));
}

/** Where the time went. */
export function timeTable(series: readonly RunSeries[]): Block[] {
  const phases = ['synthesis', 'distillation', 'training', 'evaluation'] as const;
  const rest = ({ times }: Metrics) =>
    Math.max(0, times.total - phases.reduce((sum, phase) => sum + times[phase], 0));
  const rows = series.flatMap(({ name, runs }) => {
    const complete = withResult(runs);
    const cell = (pick: (run: Metrics) => number) => {
      const value = mean(complete, pick);
      return value === null ? null : seconds(value);
    };
    if (complete.length === 0) return [];
    return [
      [
        name,
        ...phases.map((phase) => cell(({ times }) => times[phase])),
        cell(rest),
        cell(({ times }) => times.total),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const caption = 'Time of one run, by phase';
  const columns = [left('run'), ...[...phases, 'other', 'total'].map(right)];
  return section('Time', 'The mean over the seeds, without the training of experts.', [
    { kind: 'table', caption, drawing: 'phases', columns, rows },
  ]);
}

/** What it takes to keep the student and to ask it. */
export function costTable(series: readonly RunSeries[]): Block[] {
  const columns: [heading: string, unit: 'number' | 'bytes', pick: (run: Metrics) => number | null][] = [
    ['parameters', 'number', ({ parameters }) => parameters],
    ['MACs an image', 'number', ({ macs }) => macs],
    ['state', 'bytes', ({ stateBytes }) => stateBytes ?? null],
    ['peak memory', 'bytes', ({ process }) => process?.peakMemoryBytes ?? null],
  ];
  const rows = series.map(({ name, runs }) => [
    name,
    ...columns.map(([, unit, pick]) => {
      const value = mean(runs, pick);
      return value === null ? null : { value, unit };
    }),
  ]);
  if (rows.every((row) => row.slice(1).every((cell) => cell === null))) return [];
  return section(
    'Size',
    'Multiply-accumulate operations of the student for one image; the state that must be kept to learn from one more expert; the most memory that the process held, with all of its jobs.',
    [{ kind: 'table', columns: [left('run'), ...columns.map(([heading]) => right(heading))], rows }],
  );
}

function experiencesOf(series: readonly RunSeries[]): number {
  return Math.max(...series.flatMap(({ runs }) => runs.map(({ experiences }) => experiences.length)));
}

export function group(blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : [{ kind: 'group', blocks }];
}

/** That not all series are shown, if so. */
export function omitted({ length }: readonly RunSeries[]): string {
  return length <= mostDetailed ? '' : ` The first ${mostDetailed} of ${length} runs are shown.`;
}
