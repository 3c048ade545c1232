import { type ImageBatch, selectImages } from '@exmodel/distill';
import { type Agreement, agreement } from './agreement';
import { featureImages } from './feature-images';
import { heldOutImages, heldOutWork } from './held-out-images';
import { type MergeProgress, type MergeSource, type TeachContext, withExpert } from './merge-source';

/** How well the student agrees with each expert. */
export interface Comparison {
  /** On images synthesised from the expert. */
  readonly synthetic: readonly Agreement[] | undefined;
  /** Behind a trunk, on further painted images. */
  readonly painted?: readonly Agreement[] | undefined;
  /** On the user's images that were held out. */
  readonly given: readonly Agreement[] | undefined;
}

interface Compared extends Omit<TeachContext, 'model'> {
  readonly source: MergeSource;
  /** The user's images to compare on. */
  readonly heldOut: ImageBatch | undefined;
  /** Work of teaching; comparing takes a ninth of it at most, so a tenth of all, but for an image of each class. */
  readonly teaching: number;
}

/** Painted images to compare on, at most. */
const paintedImages = 200;

/** Work of {@link compareStudent}, but for the user's images. */
export function comparisonWork(context: Omit<Compared, 'student' | 'heldOut'>): number {
  const { experts, trunk } = context;
  if (trunk !== undefined) return paintedCount(context) * trunk.work;
  return experts.reduce((total, expert) => total + heldOutWork(expert, share(context)), 0);
}

export async function* compareStudent(compared: Compared): AsyncGenerator<MergeProgress, Comparison> {
  const { student, experts, shape, trunk, source, seed, atOnce, heldOut } = compared;
  const batchSize = atOnce.inference;
  const { outputs } = student;
  const onSame = async (images: ImageBatch) => {
    const agreements: Agreement[] = [];
    for (const expert of experts)
      agreements.push(await agreement(student, expert, images, { batchSize, unlabelled: true }));
    return agreements;
  };
  if (trunk === undefined) {
    const synthetic: Agreement[] = [];
    for (const [index, expert] of experts.entries()) {
      const making = heldOutImages(expert, index, { shape, outputs, seed, atOnce, work: share(compared) });
      const images = yield* withExpert(index, making);
      synthetic.push(await agreement(student, expert, images, { batchSize }));
    }
    return { synthetic, given: heldOut && (await onSame(heldOut)) };
  }
  const { queried } = source;
  const count = paintedCount(compared);
  const paint = (some: number, first: number) => queried?.make(compared, some, first) as ImageBatch;
  const painted =
    count > 0 ? yield* featureImages(trunk, shape, paint, count, queried?.count(compared)) : undefined;
  const rows = (some: number, first: number) =>
    selectImages(
      heldOut as ImageBatch,
      Array.from({ length: some }, (_, i) => first + i),
    );
  const features = heldOut && (yield* featureImages({ ...trunk, work: 0 }, shape, rows, heldOut.count));
  return {
    synthetic: undefined,
    painted: painted && (await onSame(painted)),
    given: features && (await onSame(features)),
  };
}

/** Work for one expert. */
function share({ teaching, experts }: Pick<Compared, 'teaching' | 'experts'>): number {
  return teaching / 9 / experts.length;
}

function paintedCount({ trunk, source, teaching }: Pick<Compared, 'trunk' | 'source' | 'teaching'>): number {
  if (trunk === undefined || source.queried?.isEndless !== true) return 0;
  return Math.max(1, Math.min(paintedImages, Math.floor(teaching / 9 / trunk.work)));
}
