import type { ImageBatch } from '@exmodel/distill';
import { work } from '../teaching/work';
import { type Agreement, agreement } from './agreement';
import { featureImages } from './feature-images';
import { madeImages } from './made-images';
import { mergeDefaults } from './merge-options';
import { type MergeProgress, type TeachContext, timesWork, withExpert } from './merge-source';
import { paint } from './paint';
import { sliceImages } from './slice-images';

/** How well the student agrees with each expert. */
export interface Comparison {
  /** On painted images that it has not learned from, if the user has given none. */
  readonly painted?: readonly Agreement[];
  /** On the user's images that were held out. */
  readonly given?: readonly Agreement[];
}

interface Compared extends Omit<TeachContext, 'model'> {
  /** The user's images to compare on. */
  readonly heldOut: ImageBatch | undefined;
  /** Work of teaching. Comparing takes a ninth of it, so a tenth of all, or else the least that it can. */
  readonly teaching: number;
  /** How many times the work of an image on which the student is taught one of these takes, if they are larger. */
  readonly scale?: number;
}

/** Painted images to compare on, at most. */
const paintedImages = 500;

/** Work of {@link compareStudent}. */
export function comparisonWork(context: Omit<Compared, 'student'>): number {
  return imageCount(context) * imageWork(context);
}

/** Compares the student with each expert on the same images: those of the user or, if there are none, painted ones. */
export async function* compareStudent(compared: Compared): AsyncGenerator<MergeProgress, Comparison> {
  const { student, experts, shape, trunk, atOnce, heldOut } = compared;
  const count = imageCount(compared);
  const make = (some: number, first: number) =>
    heldOut === undefined
      ? paint(compared, some, mergeDefaults.queriedImages + first)
      : sliceImages(heldOut, some, first);
  const images =
    trunk === undefined
      ? yield* madeImages(shape, make, count)
      : yield* featureImages(trunk, shape, make, count);
  const agreements: Agreement[] = [];
  for (const [index, expert] of experts.entries()) {
    const options = { batchSize: atOnce.inference, unlabelled: heldOut !== undefined };
    const events = timesWork(compared.scale, agreement(student, expert, images, options));
    agreements.push(yield* withExpert(index, events));
  }
  return heldOut === undefined ? { painted: agreements } : { given: agreements };
}

/** How many images to compare on. */
function imageCount(context: Omit<Compared, 'student'>): number {
  const most = Math.max(1, Math.floor(context.teaching / 9 / imageWork(context)));
  return Math.min(most, context.heldOut?.count ?? paintedImages);
}

/** Of the student and an expert, for each expert; and of what both have in common. */
function imageWork({ experts, trunk, scale = 1 }: Pick<Compared, 'experts' | 'trunk' | 'scale'>): number {
  return (trunk?.work ?? 0) + scale * 2 * experts.length * work.forward;
}
