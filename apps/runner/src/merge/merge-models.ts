import { DivergedError } from '@exmodel/distill';
import type { LocationOptions } from '@exmodel/models/weights';
import type { Memory } from '../config/memory';
import { asLogits } from './as-logits';
import { divergedMerge } from './diverged-merge';
import { canBeDrawn } from './drawn-images';
import type { ExpertArgument } from './expert-argument';
import type { GivenImages } from './given-images';
import { readInitial, startedFrom } from './initial-weights';
import { type LayeredExpert, prepareLesson } from './lesson';
import { type MergedStudent, type MergeEvent, mergeExperts, newStudent } from './merge-experts';
import { type MergePlan, type MergeWishes, planMerge } from './merge-plan';
import type { Watch } from './merge-source';
import {
  type ExpertFile,
  type LoadedExpert,
  type OpenOptions,
  type Outputs,
  openExpert,
} from './open-expert';
import { placeOutputs } from './place-outputs';
import { refuseLargeImages } from './refuse-large-images';
import { learnsFromFeatures, mergeSource } from './sources';
import type { TaughtStudent } from './student-files';

/** What is merged, and how. */
export interface ModelsRequest {
  readonly experts: readonly ExpertArgument[];
  readonly wishes: MergeWishes;
  /** File of the weights that the experts' training started from. */
  readonly initial: string | undefined;
  /** Name of the source to learn from; undefined for the best one available. */
  readonly source: string | undefined;
  readonly iterations: number | undefined;
  readonly seed: number;
  /** How much there is for the merge. */
  readonly memory: Memory;
  /** Resolves a location as the user wrote it. */
  readonly resolve: (location: string) => string;
  readonly locations: LocationOptions;
  /** Told what there is to see, if the experts are queried on the same images. */
  readonly watch?: Watch | undefined;
}

/** Where a merge takes place: what a command with folders does otherwise than a page. */
export interface MergePlace {
  /** @throws MergeError if the student cannot be kept as it is planned */
  accept(plan: MergePlan): void;
  /** The user's unlabelled images, if there are any. */
  images(plan: MergePlan): Promise<GivenImages | undefined>;
  /** Keeps the student, before it is compared. */
  keep(student: TaughtStudent, plan: MergePlan): Promise<void>;
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
    }
  | Exclude<MergeEvent, { readonly type: 'taught' }>
  /** The student is kept; what follows compares it with the experts. */
  | { readonly type: 'written' };

/**
 * Opens the experts' files, teaches a student, keeps it, and compares it with each expert.
 *
 * @throws MergeError if files and wishes do not fit together, and if an expert or the student is or becomes NaN or infinite
 */
export async function* mergeModels(
  request: ModelsRequest,
  place: MergePlace,
): AsyncGenerator<MergeFilesEvent, MergedStudent> {
  const { wishes, iterations, seed } = request;
  const files = await openAll(request);
  const plan = planMerge(files, wishes);
  refuseLargeImages(plan, request.memory);
  place.accept(plan);
  const initial =
    request.initial === undefined
      ? undefined
      : await readInitial(request.initial, plan, openOptions(request));
  const loaded = await Promise.all(
    files.map(async (file) => {
      const expert = await startedFrom(file.location, await file.load(plan.shape), initial);
      return asLogits(expert, plan);
    }),
  );
  try {
    const experts = files.map((file, i) => placeOutputs(file, loaded[i] as LoadedExpert, plan.classes));
    const images = await place.images(plan);
    if (images !== undefined && images.skipped.length > 0) yield { type: 'skipped', files: images.skipped };
    const layered = layeredExperts(request, files, loaded, plan);
    const source = mergeSource(request.source, {
      hasImages: images !== undefined,
      canDraw: !(await shareTrunk(layered, plan, seed)) && (await canBeDrawn(experts, plan.shape)),
      normalization: plan.normalization,
    });
    const outputs = loaded.map(({ gives }) => gives);
    yield { type: 'planned', files, outputs, plan, source: source.description };
    const { memory, watch } = request;
    const merging = mergeExperts({
      ...{ plan, experts, layered, source, images, iterations, seed, memory, watch },
    });
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
      // Kept now, so that the student is not lost if the comparison fails.
      await place.keep(next.value, plan);
      yield { type: 'written' };
    }
    return next.value;
  } finally {
    for (const expert of loaded) expert.dispose();
  }
}

/** The experts of which a common trunk may be split off; undefined if there are others, or the source needs images. */
function layeredExperts(
  { source }: ModelsRequest,
  files: readonly ExpertFile[],
  loaded: readonly LoadedExpert[],
  { classes }: MergePlan,
): readonly LayeredExpert[] | undefined {
  if (!learnsFromFeatures(source)) return undefined;
  const layered = files.flatMap((file, i): LayeredExpert[] => {
    const expert = loaded[i];
    if (expert?.layers === undefined) return [];
    const { model, behind } = expert.layers;
    return [{ model, behind: (rest) => placeOutputs(file, { ...expert, expert: behind(rest) }, classes) }];
  });
  return layered.length < files.length ? undefined : layered;
}

/** Whether all experts and a student begin with the same layers. */
async function shareTrunk(
  layered: readonly LayeredExpert[] | undefined,
  plan: MergePlan,
  seed: number,
): Promise<boolean> {
  if (layered === undefined) return false;
  const student = await newStudent(plan, seed);
  try {
    const lesson = await prepareLesson(student, [], layered, plan.shape);
    lesson.dispose();
    return lesson.trunk !== undefined;
  } finally {
    student.dispose();
  }
}

function openAll(request: ModelsRequest): Promise<ExpertFile[]> {
  return Promise.all(request.experts.map((argument) => openExpert(argument, openOptions(request))));
}

function openOptions({ wishes: { architecture }, resolve, locations }: ModelsRequest): OpenOptions {
  return { architecture, resolve, locations };
}
