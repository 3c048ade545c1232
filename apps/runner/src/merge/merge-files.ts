import { isAbsolute, relative } from 'node:path';
import { DivergedError } from '@exmodel/distill';
import type { LocationOptions } from '@exmodel/models/weights';
import type { Memory } from '../config/memory';
import { asLogits } from './as-logits';
import { checkedHashes } from './checked-hashes';
import { divergedMerge } from './diverged-merge';
import { hasBatchNorm } from './drawn-images';
import { type LabelledImages, openLabelledImages } from './evaluation/labelled-images';
import type { ExpertArgument } from './expert-argument';
import { type GivenFolder, type GivenImages, readGivenImages } from './given-images';
import { readInitial, startedFrom } from './initial-weights';
import { type LayeredExpert, prepareLesson } from './lesson';
import { MergeError } from './merge-error';
import { type MergedStudent, type MergeEvent, mergeExperts, newStudent } from './merge-experts';
import { type MergePlan, type MergeWishes, planMerge } from './merge-plan';
import {
  type ExpertFile,
  type LoadedExpert,
  type OpenOptions,
  type Outputs,
  openExpert,
} from './open-expert';
import { placeOutputs } from './place-outputs';
import { type RecordOptions, writeRecord } from './recipe/write-record';
import { refuseLargeImages } from './refuse-large-images';
import { learnsFromFeatures, mergeSource } from './sources';
import { modelHash } from './weights-hash';
import { refuseOtherKind, writeStudent } from './write-student';

export interface MergeRequest {
  readonly experts: readonly ExpertArgument[];
  /** File of the student, and what reports call it. */
  readonly out: string;
  readonly name: string;
  readonly wishes: MergeWishes;
  /** File of the weights that the experts' training started from. */
  readonly initial: string | undefined;
  /** Folder of unlabelled images. */
  readonly images: GivenFolder | undefined;
  /** Folder of labelled images to test the student on. */
  readonly test?: GivenFolder | undefined;
  /** Name of the source to learn from; undefined for the best one available. */
  readonly source: string | undefined;
  readonly iterations: number | undefined;
  readonly seed: number;
  /** Whether to end when the work is planned. */
  readonly planOnly?: boolean;
  /** For a record of the merge beside the student; default: none. */
  readonly record?: RecordOptions;
  /** How much there is for the merge. */
  readonly memory: Memory;
  /** Resolves a location as the user wrote it. */
  readonly resolve: (location: string) => string;
  readonly locations: LocationOptions;
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
    }
  | Exclude<MergeEvent, { readonly type: 'taught' }>
  /** The student is written; what follows compares it with the experts, or tests it. */
  | { readonly type: 'written' };

type Merging = ReturnType<typeof mergeExperts>;

export interface MergedFiles extends MergedStudent {
  /** Whether an expert has batch norm. */
  readonly hasBatchNorm: boolean;
}

/**
 * Opens the experts' files, teaches a student, writes it, and compares it with each expert, or tests it.
 *
 * @returns undefined if it is only to be planned
 * @throws MergeError if files and wishes do not fit together, and if an expert or the student is or becomes NaN or infinite
 */
export async function* mergeFiles(
  request: MergeRequest,
): AsyncGenerator<MergeFilesEvent, MergedFiles | undefined> {
  const { wishes, seed, out } = request;
  const files = await openAll(request);
  const plan = planMerge(files, wishes);
  refuseLargeImages(plan, request.memory);
  refuseOtherKind(out, plan);
  const labelled = await testImages(request, plan);
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
  let merging: Merging | undefined;
  try {
    const hashes = await checkedHashes(request.experts, loaded);
    const experts = files.map((file, i) => placeOutputs(file, loaded[i] as LoadedExpert, plan.classes));
    const images = await givenImages(request, plan);
    if (images !== undefined && images.skipped.length > 0)
      yield { type: 'skipped', flag: '--images', files: images.skipped };
    if (labelled !== undefined && labelled.others.length > 0)
      yield { type: 'skipped', flag: '--test', files: labelled.others };
    const layered = layeredExperts(request, files, loaded, plan);
    const haveBatchNorm = experts.some((expert) => hasBatchNorm(expert, plan.shape));
    const source = mergeSource(request.source, {
      hasImages: images !== undefined,
      hasBatchNorm: haveBatchNorm && !(await shareTrunk(layered, plan, seed)),
      normalization: plan.normalization,
    });
    const outputs = loaded.map(({ gives }) => gives);
    yield { type: 'planned', files, outputs, plan, source: source.description };
    const { memory } = request;
    const names = { student: request.name, experts: files.map(({ location }) => location) };
    const test = labelled && { images: labelled, names };
    const iterations = request.iterations ?? source.iterations;
    merging = mergeExperts({ plan, experts, layered, source, images, iterations, seed, memory, test });
    const step = () =>
      (merging as Merging).next().catch((error: unknown) => {
        throw error instanceof DivergedError ? divergedMerge(error, files, experts) : error;
      });
    let next = await step();
    for (; next.done !== true; next = await step()) {
      if (next.value.type !== 'taught') {
        yield next.value;
        if (request.planOnly === true && next.value.type === 'estimate') return undefined;
        continue;
      }
      // Written now, so that the student is not lost if the comparison fails.
      await writeStudent(out, next.value, plan);
      if (request.record !== undefined) {
        const student = await modelHash(next.value.model);
        await writeRecord(out, request.record, {
          ...{ files, plan, iterations, seed, source: source.name },
          hashes: { experts: hashes, student },
        });
      }
      yield { type: 'written' };
    }
    const { damaged = [] } = next.value;
    if (damaged.length > 0) yield { type: 'skipped', flag: '--test', files: damaged };
    return { ...next.value, hasBatchNorm: haveBatchNorm };
  } finally {
    await merging?.return(undefined as never);
    for (const expert of loaded) expert.dispose();
  }
}

/** The experts of which a common trunk may be split off; undefined if there are others, or the source needs images. */
function layeredExperts(
  { source }: MergeRequest,
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

function openAll(request: MergeRequest): Promise<ExpertFile[]> {
  return Promise.all(request.experts.map((argument) => openExpert(argument, openOptions(request))));
}

function openOptions({ wishes: { architecture }, resolve, locations }: MergeRequest): OpenOptions {
  return { architecture, resolve, locations };
}

/** @throws MergeError if the student would be tested on images that it learned from */
async function testImages(
  { test, images }: MergeRequest,
  plan: MergePlan,
): Promise<LabelledImages | undefined> {
  if (test === undefined) return undefined;
  if (images !== undefined && [isWithin(test, images), isWithin(images, test)].includes(true)) {
    throw new MergeError(
      `--test ${test.folder} and --images ${images.folder} share images`,
      'other images to test the student on than it learns from',
      'Move some into another folder, or omit --images.',
    );
  }
  return openLabelledImages(test, plan, '--test');
}

function isWithin({ folder }: GivenFolder, other: GivenFolder): boolean {
  const path = relative(other.folder, folder);
  return path === '' || !(path.startsWith('..') || isAbsolute(path));
}

async function givenImages(
  { images, seed }: MergeRequest,
  { shape, normalization }: MergePlan,
): Promise<GivenImages | undefined> {
  return images === undefined ? undefined : readGivenImages(images, shape, normalization, seed);
}
