import { wilsonInterval } from '@exmodel/metrics';
import { count, share } from '../../reports/quantities';
import type { Block, Cell, Column, Report } from '../../reports/report';
import { type Evaluation, totals } from './evaluation-counts';

/** Φ⁻¹(0.975) of the normal distribution. */
const z = 1.959963984540054;

/** Classes up to which the whole confusion is shown; of more, the most frequent mistakes. */
const mostClasses = 12;

/** A test of a student, for people. */
export function evaluationReport(evaluation: Evaluation): Report {
  const { student, models, experts, sites } = evaluation;
  const { images } = totals(models[0]?.confusion ?? []);
  const where = sites === 1 ? '' : ` of ${sites} sites`;
  return {
    title: `${student.name} on ${images} labelled images${where}`,
    blocks: [
      accuracies(evaluation),
      ...(models.length > 1 ? [{ kind: 'paragraph', text: aboutBaselines } as const] : []),
      byClass(evaluation),
      ...(experts.length > 0 ? [byExpert(evaluation)] : []),
      confusion(evaluation),
    ],
  };
}

const aboutBaselines =
  'The rows below the student need no training; the ensembles need all experts at test time. The last column is the student’s lead over ' +
  'each, with its 95 % interval on the same images.';

function accuracies({ models }: Evaluation): Block {
  return {
    kind: 'table',
    columns: columns(['', 'accuracy', '95 % interval', ...(models.length > 1 ? ['student over it'] : [])]),
    rows: models.map((model, i) => {
      const { images, right } = totals(model.confusion);
      return [
        ...[model.name, ...accuracyCells(right, images)],
        ...(models.length > 1 ? [i === 0 ? '' : differenceCell(model, images)] : []),
      ];
    }),
  };
}

/** The accuracy, and its interval. */
function accuracyCells(right: number, images: number): Cell[] {
  const interval = wilsonInterval(right, images);
  if (interval === undefined) return [null, null];
  const [from, to] = [interval.low, interval.high].map((value) => ({ value, unit: 'share' }) as const);
  return [share(right / images), from && to ? { from, to } : null];
}

/** The difference of two accuracies on the same images, with the interval of paired proportions (Wald). */
function differenceCell({ alone, studentAlone }: Evaluation['models'][number], images: number): Cell {
  if (images === 0) return null;
  const difference = (studentAlone - alone) / images;
  const variance = (alone + studentAlone) / images - difference ** 2;
  return { value: difference, unit: 'difference', interval: z * Math.sqrt(variance / images) };
}

function byClass({ classes, models }: Evaluation): Block {
  return {
    ...{ kind: 'table', caption: 'Accuracy by class' },
    columns: columns(['class', 'images', ...models.map(({ name }) => name)]),
    rows: classes.map((name, c) => {
      const images = (models[0]?.confusion[c] ?? []).reduce((total, each) => total + each, 0);
      const of = ({ confusion }: Evaluation['models'][number]) =>
        images === 0 ? null : share((confusion[c]?.[c] ?? 0) / images);
      return [name, count(images), ...models.map(of)];
    }),
  };
}

function byExpert({ experts }: Evaluation): Block {
  return {
    kind: 'table',
    caption: 'Accuracy on the images of each expert’s classes',
    columns: columns(['expert', 'images', 'itself', 'student, same choice', 'student, all classes']),
    rows: experts.map(({ name, images, own, student, studentAmongAll }) => {
      const of = (right: number) => (images === 0 ? null : share(right / images));
      return [name, count(images), of(own), of(student), of(studentAmongAll)];
    }),
  };
}

function confusion({ classes, models }: Evaluation): Block {
  const rows = models[0]?.confusion ?? [];
  if (classes.length <= mostClasses) {
    return {
      ...{ kind: 'table', caption: 'Images by class (rows) and the student’s choice (columns)' },
      columns: columns(['', ...classes]),
      rows: classes.map((name, c) => [name, ...(rows[c] ?? []).map(count)]),
    };
  }
  const mistakes = rows
    .flatMap((row, from) => row.map((images, to) => ({ images, from, to })))
    .filter(({ images, from, to }) => images > 0 && from !== to)
    .sort((a, b) => b.images - a.images);
  return {
    ...{ kind: 'table', caption: 'The student’s most frequent mistakes' },
    columns: columns(['class', 'images', 'taken for']),
    rows: mistakes
      .slice(0, mostClasses)
      .map(({ images, from, to }) => [classes[from] ?? '', count(images), classes[to] ?? '']),
  };
}

/** The first column names the rows. */
function columns(headings: readonly string[]): Column[] {
  return headings.map((heading, i) => ({ heading, align: i === 0 ? 'left' : 'right' }));
}

/** The student's accuracy at each site. */
export function sitesTable(sites: readonly (readonly [name: string, evaluation: Evaluation])[]): Block {
  return {
    ...{ kind: 'table', caption: 'The student’s accuracy in each result' },
    columns: columns(['result', 'images', 'accuracy', '95 % interval']),
    rows: sites.map(([name, { models }]) => {
      const { images, right } = totals(models[0]?.confusion ?? []);
      return [name, count(images), ...accuracyCells(right, images)];
    }),
  };
}
