import { DivergedError, type Expert, withJointOrigin } from '@exmodel/distill';
import type { LocationOptions } from '@exmodel/models/weights';
import type { Memory } from '../config/memory';
import { asLogits } from './as-logits';
import { divergedMerge } from './diverged-merge';
import { hasBatchNorm } from './drawn-images';
import type { ExpertArgument } from './expert-argument';
import { type GivenFolder, type GivenImages, readGivenImages } from './given-images';
import { type MergedStudent, type MergeEvent, mergeExperts } from './merge-experts';
import { type MergePlan, type MergeWishes, planMerge } from './merge-plan';
import { type ExpertFile, type LoadedExpert, type Outputs, openExpert } from './open-expert';
import { placeOutputs } from './place-outputs';
import { refuseLargeImages } from './refuse-large-images';
import { mergeSource } from './sources';
import { refuseOnnxWithoutGraph, writeStudent } from './write-student';

export interface MergeRequest {
  readonly experts: readonly ExpertArgument[];
  /** File of the student. */
  readonly out: string;
  readonly wishes: MergeWishes;
  /** File of the weights that the experts' training started from. */
  readonly initial: string | undefined;
  /** Folder of unlabelled images. */
  readonly images: GivenFolder | undefined;
  /** Name of the source to learn from; undefined for the best one available. */
  readonly source: string | undefined;
  readonly iterations: number | undefined;
  readonly seed: number;
  /** How much there is for the merge. */
  readonly memory: Memory;
  /** Resolves a location as the user wrote it. */
  readonly resolve: (location: string) => string;
  readonly locations: LocationOptions;
}

export type MergeFilesEvent =
  /** Files of the folder of images that are no images: named relative to it, at least one. */
  | { readonly type: 'skipped'; readonly files: readonly string[] }
  /** The files are opened and the merge is planned; nothing is computed yet. */
  | {
      readonly type: 'planned';
      readonly files: readonly ExpertFile[];
      /** What each file's model gives. */
      readonly outputs: readonly Outputs[];
      readonly plan: MergePlan;
      readonly source: string;
      /** What is known of the weights that the experts' training started from. */
      readonly origin: 'given' | 'estimated' | 'unknown';
    }
  | Exclude<MergeEvent, { readonly type: 'taught' }>
  /** The student is written; what follows compares it with the experts. */
  | { readonly type: 'written' };

/**
 * Opens the experts' files, teaches a student, writes it, and compares it with each expert.
 *
 * @throws MergeError if files and wishes do not fit together, and if an expert or the student is or becomes NaN or infinite
 */
export async function* mergeFiles(request: MergeRequest): AsyncGenerator<MergeFilesEvent, MergedStudent> {
  const { wishes, iterations, seed, out } = request;
  const files = await openAll(request);
  const plan = planMerge(files, wishes);
  refuseLargeImages(plan, request.memory);
  refuseOnnxWithoutGraph(out, plan);
  const loaded = await Promise.all(files.map(async (file) => asLogits(await file.load(plan.shape), plan)));
  try {
    const placed = files.map((file, i) => placeOutputs(file, loaded[i] as LoadedExpert, plan.classes));
    const experts = await withJointOrigin(placed, undefined);
    const images = await givenImages(request, plan);
    if (images !== undefined && images.skipped.length > 0) yield { type: 'skipped', files: images.skipped };
    const source = mergeSource(request.source, {
      hasImages: images !== undefined,
      hasBatchNorm: experts.some((expert) => hasBatchNorm(expert, plan.shape)),
      normalization: plan.normalization,
    });
    const outputs = loaded.map(({ gives }) => gives);
    yield { type: 'planned', files, outputs, plan, source: source.description, origin: originOf(experts) };
    const { memory } = request;
    const merging = mergeExperts({ plan, experts, source, images, iterations, seed, memory });
    const step = () =>
      merging.next().catch((error: unknown) => {
        throw error instanceof DivergedError ? divergedMerge(error, files, experts) : error;
      });
    let next = await step();
    for (; next.done !== true; next = await step()) {
      if (next.value.type !== 'taught') {
        yield next.value;
        continue;
      }
      // Written now, so that the student is not lost if the comparison fails.
      await writeStudent(out, next.value.tensors, plan);
      yield { type: 'written' };
    }
    return next.value;
  } finally {
    for (const expert of loaded) expert.dispose();
  }
}

function originOf(experts: readonly Expert[]): 'given' | 'estimated' | 'unknown' {
  if (experts.some(({ initialEstimated }) => initialEstimated)) return 'estimated';
  return experts.some(({ initialWeights }) => initialWeights !== undefined) ? 'given' : 'unknown';
}

function openAll({ experts, wishes, ...options }: MergeRequest): Promise<ExpertFile[]> {
  const { architecture } = wishes;
  return Promise.all(experts.map((argument) => openExpert(argument, { ...options, architecture })));
}

async function givenImages(
  { images, seed }: MergeRequest,
  { shape, normalization }: MergePlan,
): Promise<GivenImages | undefined> {
  return images === undefined ? undefined : readGivenImages(images, shape, normalization, seed);
}
