import { DivergedError, type Expert, takeTurn } from '@exmodel/distill';
import { bestClass } from '@exmodel/distill/experts';
import { dispose, type Tensor2D, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { Classifier } from '../../teaching/classifier';
import type { TeachingProgress } from '../../teaching/teaching-event';
import { work } from '../../teaching/work';
import { ensembles } from './baselines';
import type { LabelledImages } from './labelled-images';

/** What classifiers say of labelled images. */
export interface Predictions {
  readonly labels: readonly number[];
  /** For each classifier its choice among all classes: the student first, then the baselines. */
  readonly models: readonly { readonly name: string; readonly chosen: readonly number[] }[];
  /** For each expert, what it and the student choose among its own classes. */
  readonly among: readonly { readonly expert: readonly number[]; readonly student: readonly number[] }[];
  /** Images that are damaged; relative to the folder. */
  readonly damaged: readonly string[];
}

/**
 * Runs a student and experts on labelled images, each once on each image.
 *
 * @param experts in the student's numbering of classes
 * @throws DivergedError when logits are NaN or infinite
 */
export async function* predictions(
  student: Classifier,
  experts: readonly Expert[],
  images: LabelledImages,
  batchSize: number,
): AsyncGenerator<TeachingProgress, Predictions> {
  const labels: number[] = [];
  const damaged: string[] = [];
  const chosen: { name: string; chosen: number[] }[] = [];
  const among = experts.map(() => ({ expert: [] as number[], student: [] as number[] }));
  for (let first = 0; first < images.count; first += batchSize) {
    const read = await images.read(first, batchSize);
    damaged.push(...read.damaged);
    labels.push(...(read.images.labels ?? []));
    const { count, pixels, shape } = read.images;
    if (count > 0) {
      const said = await answers(student, experts, () => tensor4d(pixels, [count, ...shape]));
      for (const [i, { name, rows }] of said.models.entries()) {
        chosen[i] ??= { name, chosen: [] };
        chosen[i].chosen.push(...rows.map((row) => bestClass(row, [...row.keys()])));
      }
      const [own] = said.models;
      for (const [i, { classes }] of experts.entries()) {
        among[i]?.expert.push(...(said.experts[i] ?? []).map((row) => bestClass(row, classes)));
        among[i]?.student.push(...(own?.rows ?? []).map((row) => bestClass(row, classes)));
      }
    }
    yield {
      ...{ type: 'progress', phase: 'test', done: Math.min(images.count, first + batchSize) },
      ...{ total: images.count, work: testWork(Math.min(batchSize, images.count - first), experts.length) },
      ...{ loss: undefined, step: false },
    };
  }
  return { labels, models: chosen, among, damaged };
}

/** Work of a student and so many experts on so many images. */
export function testWork(images: number, experts: number): number {
  return images * (1 + experts) * work.forward;
}

type Rows = readonly (readonly number[])[];

async function answers(student: Classifier, experts: readonly Expert[], make: () => Tensor4D) {
  const images = make();
  const known: Tensor2D[] = [];
  const rowsFrom = async (model: Classifier) => {
    await takeTurn();
    const logits = tidy(() => model.logits(images));
    return rowsOf(logits).finally(() => logits.dispose());
  };
  try {
    const models = [{ name: 'student', rows: await rowsFrom(student) }];
    const own: Rows[] = [];
    for (const expert of experts) {
      known.push(tidy(() => expert.logits(images)));
      own.push(await rowsOf(known.at(-1) as Tensor2D));
      await takeTurn();
    }
    if (experts.length === 0) return { models, experts: own };
    // The experts run once; what combines them is given their logits.
    const answered = experts.map((expert, i) => ({
      ...expert,
      logits: () => (known[i] as Tensor2D).clone(),
    }));
    const width = models[0]?.rows[0]?.length ?? 0;
    for (const each of ensembles(answered, width))
      models.push({ name: each.name, rows: await rowsFrom(each) });
    return { models, experts: own };
  } finally {
    dispose([images, ...known]);
  }
}

async function rowsOf(logits: Tensor2D): Promise<Rows> {
  const rows = await logits.array();
  if (rows.flat().every(Number.isFinite)) return rows;
  throw new DivergedError('student', 'logits of test images are NaN or infinite');
}
