import type { ImageBatch } from '@exmodel/distill';
import { type Agreement, agreement } from './agreement';
import { featureImages, type MakeImages, type Trunk } from './feature-images';
import { heldOutImages, heldOutWork } from './held-out-images';
import { type MergeProgress, type MergeSource, type TeachContext, withExpert } from './merge-source';
import { sliceImages } from './slice-images';

/** How well the student agrees with each expert. */
export interface Comparison {
  /** On images synthesised from the expert. */
  readonly synthetic?: readonly Agreement[];
  /** Behind a trunk, without images of the user: on further painted ones. */
  readonly painted?: readonly Agreement[];
  /** On the user's images that were held out. */
  readonly given?: readonly Agreement[];
}

interface Compared extends Omit<TeachContext, 'model'> {
  readonly source: MergeSource;
  /** The user's images to compare on. */
  readonly heldOut: ImageBatch | undefined;
  /** Work of teaching. Comparing takes a ninth of it, so a tenth of all, or else the least that it can. */
  readonly teaching: number;
}

/** Painted images to compare on, at most. */
const paintedImages = 200;

/** Work of {@link compareStudent}. */
export function comparisonWork(context: Omit<Compared, 'student'>): number {
  const { experts, trunk } = context;
  if (trunk !== undefined) return featureCount(context, trunk) * trunk.work;
  return experts.reduce((total, expert) => total + heldOutWork(expert, share(context)), 0);
}

/**
 * Whole models are compared on images that are synthesised from each expert, and on those of the user; what is left behind a trunk only on the
 * user's or, if there are none, on painted ones.
 */
export async function* compareStudent(compared: Compared): AsyncGenerator<MergeProgress, Comparison> {
  const { student, experts, shape, trunk, source, seed, atOnce, heldOut } = compared;
  const batchSize = atOnce.inference;
  const onSame = async (images: ImageBatch) => {
    const agreements: Agreement[] = [];
    for (const expert of experts)
      agreements.push(await agreement(student, expert, images, { batchSize, unlabelled: true }));
    return agreements;
  };
  if (trunk !== undefined) {
    const count = featureCount(compared, trunk);
    const { queried } = source;
    const make = (some: number, first: number) =>
      heldOut === undefined ? queried?.make(compared, some, first) : sliceImages(heldOut, some, first);
    const first = heldOut === undefined ? queried?.count(compared) : 0;
    const agreements = await onSame(yield* featureImages(trunk, shape, make as MakeImages, count, first));
    return heldOut === undefined ? { painted: agreements } : { given: agreements };
  }
  const synthetic: Agreement[] = [];
  const { outputs } = student;
  for (const [index, expert] of experts.entries()) {
    const making = heldOutImages(expert, index, { shape, outputs, seed, atOnce, work: share(compared) });
    synthetic.push(await agreement(student, expert, yield* withExpert(index, making), { batchSize }));
  }
  return { synthetic, ...(heldOut && { given: await onSame(heldOut) }) };
}

/** Work for one expert. */
function share({ teaching, experts }: Pick<Compared, 'teaching' | 'experts'>): number {
  return teaching / 9 / experts.length;
}

/** How many images to compare on behind a trunk. */
function featureCount({ heldOut, teaching }: Pick<Compared, 'heldOut' | 'teaching'>, trunk: Trunk): number {
  const most = Math.max(1, Math.floor(teaching / 9 / trunk.work));
  return Math.min(most, heldOut?.count ?? paintedImages);
}
