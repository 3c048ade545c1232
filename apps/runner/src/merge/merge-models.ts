import { DivergedError, type ImageBatch, inTurns, takeTurn } from '@exmodel/distill';
import { hasBatchNorm } from '@exmodel/distill/experts';
import type { LocationOptions } from '@exmodel/models/weights';
import type { Memory } from '../config/memory';
import type { Checkpoints } from '../storage/checkpoints';
import { asLogits } from './as-logits';
import type { Budget } from './budget';
import { hashesOf, refuseOtherWeights } from './checked-hashes';
import { divergedMerge } from './diverged-merge';
import type { LabelledImages } from './evaluation/labelled-images';
import type { ExpertArgument } from './expert-argument';
import type { GivenImages } from './given-images';
import { type HeadLayers, readInitial, startedFrom } from './initial-weights';
import type { LayeredExpert } from './lesson';
import { type MergedStudent, type MergeEvent, type MergeState, mergeExperts } from './merge-experts';
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
import { type PreparedMerge, prepareMerge } from './prepare-merge';
import { refuseLargeImages } from './refuse-large-images';
import { learnsFromFeatures, mergeSource, queriesAll } from './sources';
import type { TaughtStudent } from './student-files';
import { arraysHash, hashOf, modelHash } from './weights-hash';

/** What is merged, and how. */
export interface ModelsRequest {
  /** What reports call the student; default: student. */
  readonly name?: string;
  readonly experts: readonly ExpertArgument[];
  readonly wishes: MergeWishes;
  /** File of the weights that the experts' training started from. */
  readonly initial: string | undefined;
  /** Name of the source to learn from; undefined for the best one available. */
  readonly source: string | undefined;
  readonly iterations: number | undefined;
  /** Default: the usual images and steps, or as many as take half an hour. */
  readonly budget?: Budget | undefined;
  /** Whether to end when the work is planned. */
  readonly planOnly?: boolean;
  readonly seed: number;
  /** How much there is for the merge. */
  readonly memory: Memory;
  /** How many images go through a model together, at most; undefined for as many as fit the memory. */
  readonly imagesPerBatch?: number | undefined;
  /** Resolves a location as the user wrote it. */
  readonly resolve: (location: string) => string;
  readonly locations: LocationOptions;
  /** What is written down of a model beside its file. */
  readonly recorded?: OpenOptions['recorded'];
  /** Told what there is to see, if the experts are queried on the same images. */
  readonly watch?: Watch | undefined;
  /** Ends the merge with an AbortError where it stands; what was kept stays. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a merge takes place: what a command with folders does otherwise than a page. */
export interface MergePlace {
  /** @throws MergeError if the student cannot be kept as it is planned */
  accept(plan: MergePlan): void;
  /** The user's unlabelled images, if there are any. */
  images(plan: MergePlan): Promise<GivenImages | undefined>;
  /** Labelled images to test the student on, if there are any. */
  test?(plan: MergePlan): Promise<LabelledImages | undefined>;
  /** Where it is kept how far the merge is; default: nowhere. @param merge what the state is good for, as text: the same for the same merge */
  checkpoints?(merge: string): Checkpoints<MergeState>;
  /** Keeps the student, before it is compared. @param done says how it was made */
  keep(student: TaughtStudent, plan: MergePlan, done: () => Promise<Done>): Promise<void>;
}

/** How a student was made, as far as the plan does not say it. */
export interface Done {
  readonly files: readonly ExpertFile[];
  /** Name of the source; undefined for images of the user. */
  readonly source: string | undefined;
  readonly iterations: number;
  /** The share of the usual images. */
  readonly effort: number;
  readonly seed: number;
  /** SHA-256 of each expert's weights, and of the student's. */
  readonly hashes: { readonly experts: readonly string[]; readonly student: string };
}

export interface MergedModels extends MergedStudent {
  /** Whether an expert has batch norm. */
  readonly hasBatchNorm: boolean;
}

/** The head of the file of `--initial`, and what the expert has in its place. */
export interface LeftOutHead {
  readonly file: string;
  readonly initial: HeadLayers;
  readonly expert: HeadLayers;
}

export type MergeFilesEvent =
  /** Files of a folder of images that are no images: named relative to it, at least one. */
  | { readonly type: 'skipped'; readonly flag: '--images' | '--test'; readonly files: readonly string[] }
  /** The files are opened and the merge is planned; nothing is computed yet. */
  | {
      readonly type: 'planned';
      readonly files: readonly ExpertFile[];
      /** What each file's model gives. */
      readonly outputs: readonly Outputs[];
      readonly plan: MergePlan;
      readonly source: string;
      /** The file of `--initial`, and by expert which of its layers are not used: those of its head, if it has another one. */
      readonly initial?: { readonly location: string; readonly leftOut: readonly LeftOutHead[] };
    }
  | Exclude<MergeEvent, { readonly type: 'taught' }>
  /** The student is kept; what follows compares it with the experts, or tests it. */
  | { readonly type: 'written' };

/**
 * Opens the experts' files, teaches a student, keeps it, and compares it with each expert, or tests it.
 *
 * @returns undefined if it is only to be planned
 * @throws MergeError if files and wishes do not fit together, and if an expert or the student is or becomes NaN or infinite
 * @throws AbortError if its signal is aborted
 */
export function mergeModels(
  request: ModelsRequest,
  place: MergePlace,
): AsyncGenerator<MergeFilesEvent, MergedModels | undefined> {
  return inTurns(merging(request, place), request.signal);
}

async function* merging(
  request: ModelsRequest,
  place: MergePlace,
): AsyncGenerator<MergeFilesEvent, MergedModels | undefined> {
  const { wishes, seed, signal } = request;
  const files = await openAll(request);
  const plan = planMerge(files, wishes);
  refuseLargeImages(plan, request.memory);
  place.accept(plan);
  const labelled = await place.test?.(plan);
  const initial =
    request.initial === undefined
      ? undefined
      : await readInitial(request.initial, plan, openOptions(request));
  const loaded: LoadedExpert[] = [];
  const leftOut: LeftOutHead[] = [];
  let prepared: PreparedMerge | undefined;
  let teaching: ReturnType<typeof mergeExperts> | undefined;
  try {
    for (const file of files) {
      await takeTurn(signal);
      const at = loaded.push(await file.load(plan.shape)) - 1;
      const started = await startedFrom(file.location, loaded[at] as LoadedExpert, initial);
      if (started.leftOut !== undefined) leftOut.push({ file: file.location, ...started.leftOut });
      loaded[at] = await asLogits(started.loaded, plan);
    }
    await refuseOtherWeights(request.experts, loaded);
    const placed = files.map((file, i) => placeOutputs(file, loaded[i] as LoadedExpert, plan.classes));
    const images = await place.images(plan);
    if (images !== undefined && images.skipped.length > 0)
      yield { type: 'skipped', flag: '--images', files: images.skipped };
    if (labelled !== undefined && labelled.others.length > 0)
      yield { type: 'skipped', flag: '--test', files: labelled.others };
    prepared = await prepareMerge({
      ...{ plan, experts: placed, layered: layeredExperts(request, files, loaded, plan), seed },
      isConsensus: queriesAll(request.source),
      names: files.map(({ location }) => location),
    });
    const { probes, whole, lesson } = prepared;
    const source = mergeSource(request.source, {
      hasImages: images !== undefined,
      canDraw: lesson.trunk === undefined && probes.some(({ drawing }) => drawing !== undefined),
      normalization: plan.normalization,
    });
    const haveBatchNorm =
      lesson.trunk === undefined
        ? probes.some(({ batchNorm }) => batchNorm)
        : whole.some((expert) => hasBatchNorm(expert, plan.shape));
    const outputs = loaded.map(({ gives }) => gives);
    yield {
      ...{ type: 'planned', files, outputs, plan, source: source.description },
      ...(initial && { initial: { location: initial.location, leftOut } }),
    };
    const { memory, imagesPerBatch, watch, planOnly = false, name: student = 'student' } = request;
    const names = { student, experts: files.map(({ location }) => location) };
    const test = labelled && { images: labelled, names };
    const { iterations, budget } = request;
    const checkpoints =
      planOnly || place.checkpoints === undefined
        ? undefined
        : place.checkpoints(await identityOf(request, plan, loaded, prepared, images?.learned));
    const started = mergeExperts({
      ...{ plan, prepared, source, images, iterations, budget, seed, memory, watch, test, signal },
      ...{ imagesPerBatch, checkpoints },
    });
    teaching = started;
    const step = () =>
      started.next().catch((error: unknown) => {
        throw error instanceof DivergedError ? divergedMerge(error, files, whole) : error;
      });
    let sizes = { iterations: source.iterations, effort: 1 };
    let next = await step();
    for (; next.done !== true; next = await step()) {
      if (next.value.type !== 'taught') {
        if (next.value.type === 'estimate') sizes = next.value;
        yield next.value;
        if (planOnly && next.value.type === 'estimate') return undefined;
        continue;
      }
      const { model } = next.value;
      // Kept now, so that the student is not lost if the comparison fails.
      await place.keep(next.value, plan, async () => ({
        ...{ files, source: source.name, iterations: sizes.iterations, effort: sizes.effort, seed },
        hashes: { experts: await hashesOf(loaded), student: await modelHash(model) },
      }));
      await checkpoints?.finish();
      yield { type: 'written' };
    }
    const { damaged = [] } = next.value;
    if (damaged.length > 0) yield { type: 'skipped', flag: '--test', files: damaged };
    return { ...next.value, hasBatchNorm: haveBatchNorm };
  } finally {
    await teaching?.return(undefined as never);
    prepared?.dispose();
    for (const expert of loaded) expert.dispose();
  }
}

/** All that the bits of a student depend on, beside versions and sizes that are measured. */
async function identityOf(
  { source, iterations, budget, seed, imagesPerBatch }: ModelsRequest,
  { graph: _, ...plan }: MergePlan,
  loaded: readonly LoadedExpert[],
  { experts }: PreparedMerge,
  images: ImageBatch | undefined,
): Promise<string> {
  const origins: (string | undefined)[] = [];
  for (const { initialWeights } of experts)
    origins.push(initialWeights && (await arraysHash(initialWeights)));
  const learned = images && { shape: images.shape, hash: await hashOf(images.pixels) };
  const given = { source, iterations, budget, seed, imagesPerBatch, learned };
  return hashOf(
    new TextEncoder().encode(
      JSON.stringify({
        ...given,
        plan,
        experts: await hashesOf(loaded),
        origins,
        classes: experts.map((each) => each.classes),
      }),
    ),
  );
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

function openAll(request: ModelsRequest): Promise<ExpertFile[]> {
  return Promise.all(request.experts.map((argument) => openExpert(argument, openOptions(request))));
}

function openOptions({ wishes: { architecture }, resolve, locations, recorded }: ModelsRequest): OpenOptions {
  return { architecture, resolve, locations, ...(recorded && { recorded }) };
}
