import { z } from 'zod';
import type { Predictions } from './predictions';

const count = z.int().min(0);
const names = z.array(z.string()).min(1);

const model = z.strictObject({
  name: z.string(),
  /** Images by class (rows) and choice (columns). */
  confusion: z.array(z.array(count)),
  /** Images that it gets right and the student does not, and the reverse. */
  alone: count,
  studentAlone: count,
});

const expert = z.strictObject({
  name: z.string(),
  classes: names,
  /** Images of its classes. */
  images: count,
  /** How many of them it gets right, how many the student does among the same classes, and how many among all. */
  own: count,
  student: count,
  studentAmongAll: count,
});

/** What a test of a student has counted: the numbers that `--json` prints, from which all else follows, and that add up over sites. No image is in it. */
export const evaluationSchema = z.strictObject({
  format: z.literal('exmodel evaluation'),
  version: z.literal(1),
  /** With the hash of its weights. */
  student: z.strictObject({ name: z.string(), sha256: z.string() }),
  classes: names,
  /** How many results were added up. */
  sites: count,
  /** The student first, then what the experts reach without it. */
  models: z.array(model).min(1),
  experts: z.array(expert),
});

export type Evaluation = z.infer<typeof evaluationSchema>;

/** Who was tested. */
export interface Tested {
  readonly student: Evaluation['student'];
  readonly classes: readonly string[];
  /** In the order of the predictions; classes in the student's numbering. */
  readonly experts: readonly { readonly name: string; readonly classes: readonly number[] }[];
}

export function countPredictions({ labels, models, among }: Predictions, tested: Tested): Evaluation {
  const { classes } = tested;
  const student = models[0]?.chosen ?? [];
  const number = (isCounted: (label: number, image: number) => boolean) => labels.filter(isCounted).length;
  return {
    ...{ format: 'exmodel evaluation', version: 1, student: tested.student, classes: [...classes], sites: 1 },
    models: models.map(({ name, chosen }) => {
      const confusion = classes.map(() => classes.map(() => 0));
      for (const [image, label] of labels.entries()) {
        const row = confusion[label] as number[];
        const choice = chosen[image] as number;
        row[choice] = (row[choice] as number) + 1;
      }
      return {
        ...{ name, confusion },
        alone: number((label, image) => chosen[image] === label && student[image] !== label),
        studentAlone: number((label, image) => chosen[image] !== label && student[image] === label),
      };
    }),
    experts: tested.experts.map(({ name, classes: own }, i) => ({
      ...{ name, classes: own.map((c) => classes[c] as string) },
      images: number((label) => own.includes(label)),
      own: number((label, image) => own.includes(label) && among[i]?.expert[image] === label),
      student: number((label, image) => own.includes(label) && among[i]?.student[image] === label),
      studentAmongAll: number((label, image) => own.includes(label) && student[image] === label),
    })),
  };
}

/** What two results differ in that cannot be added up; undefined if they can. */
export function differenceOf(one: Evaluation, other: Evaluation): string | undefined {
  const differs = (of: (evaluation: Evaluation) => unknown) =>
    JSON.stringify(of(one)) !== JSON.stringify(of(other));
  if (differs(({ classes }) => classes)) return 'classes';
  if (differs(({ student }) => student.sha256)) return 'student';
  if (differs(({ models }) => models.map(({ name }) => name))) return 'baselines';
  if (differs(({ experts }) => experts.map(({ classes }) => classes))) return 'experts';
  return undefined;
}

/** The results of two sites as those of one. They are of the same student: see {@link differenceOf}. */
export function addEvaluations(one: Evaluation, other: Evaluation): Evaluation {
  const sum = (of: (evaluation: Evaluation) => number | undefined) => (of(one) ?? 0) + (of(other) ?? 0);
  return {
    ...one,
    sites: one.sites + other.sites,
    models: one.models.map(({ name, confusion }, m) => ({
      name,
      confusion: confusion.map((row, i) => row.map((_, k) => sum((e) => e.models[m]?.confusion[i]?.[k]))),
      alone: sum((e) => e.models[m]?.alone),
      studentAlone: sum((e) => e.models[m]?.studentAlone),
    })),
    experts: one.experts.map(({ name, classes }, x) => ({
      ...{ name, classes },
      images: sum((e) => e.experts[x]?.images),
      own: sum((e) => e.experts[x]?.own),
      student: sum((e) => e.experts[x]?.student),
      studentAmongAll: sum((e) => e.experts[x]?.studentAmongAll),
    })),
  };
}

/** Images of each class, and those on the diagonal. */
export function totals(confusion: readonly (readonly number[])[]): {
  readonly images: number;
  readonly right: number;
} {
  const images = confusion.flat().reduce((total, each) => total + each, 0);
  return { images, right: confusion.reduce((total, row, i) => total + (row[i] as number), 0) };
}
