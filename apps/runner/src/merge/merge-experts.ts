import {
  DivergedError,
  type Expert,
  type ImageBatch,
  type ImageShape,
  imageSize,
  takeTurn,
} from '@exmodel/distill';
import { type StateDict, stateDict } from '@exmodel/models';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Memory } from '../config/memory';
import type { Checkpoints } from '../storage/checkpoints';
import { type Budget, budgetOf, effortOf, scaled, usualBudget } from './budget';
import { type Comparison, compareStudent, comparisonWork } from './compare-student';
import { evaluateStudent, evaluationWork, studentOf } from './evaluation/evaluate-student';
import type { Evaluation } from './evaluation/evaluation-counts';
import type { LabelledImages } from './evaluation/labelled-images';
import type { Trunk } from './feature-images';
import type { GivenImages } from './given-images';
import {
  fewerImages,
  fittingAll,
  fittingImages,
  type ImagesAtOnce,
  imagesAtOnce,
  inTraining,
  peakBytes,
  stepImages,
  trainingStep,
} from './images-at-once';
import type { MergePlan } from './merge-plan';
import {
  type Familiarity,
  type Keeper,
  type KeptTeaching,
  type MergeProgress,
  type MergeSource,
  timesWork,
  type Watch,
} from './merge-source';
import { normAtFullSize } from './norm-at-full-size';
import type { PreparedMerge } from './prepare-merge';
import { sizeAgreement } from './size-agreement';
import { measureFeatures, measureStep } from './time-estimate';
import { modelHash } from './weights-hash';

export interface MergeOptions {
  readonly plan: MergePlan;
  /** By the same plan and seed. It stays the caller's, and its student is the one that is taught. */
  readonly prepared: PreparedMerge;
  readonly source: MergeSource;
  /** Images to learn from, and others to compare on. */
  readonly images: Omit<GivenImages, 'skipped'> | undefined;
  /** Default: {@link budgetOf} the number of steps. */
  readonly budget?: Budget | undefined;
  /** Steps of the student; undefined for as many as the budget allows. */
  readonly iterations: number | undefined;
  readonly seed: number;
  readonly memory: Memory;
  /** How many images go through a model together, at most; undefined for as many as fit the memory. */
  readonly imagesPerBatch?: number | undefined;
  /** For a merge by consensus. */
  readonly watch?: Watch | undefined;
  /** Labelled images to test the student on; it is then not compared on others. */
  readonly test?: StudentTest | undefined;
  /** Of a merge that may be stopped, and goes on; the caller finishes them. */
  readonly checkpoints?: Checkpoints<MergeState> | undefined;
  /** Ends the work with an AbortError. */
  readonly signal?: AbortSignal | undefined;
}

/** How far a merge is: the sizes that it measured or was given, which the rest must have, too; and its teaching. */
export interface MergeState {
  readonly atOnce: ImagesAtOnce;
  readonly effort: number;
  readonly iterations: number;
  readonly teaching: KeptTeaching;
}

export interface StudentTest {
  readonly images: LabelledImages;
  /** What reports call the student and the experts. */
  readonly names: { readonly student: string; readonly experts: readonly string[] };
}

export type MergeEvent =
  /** Before anything is done. */
  | {
      readonly type: 'estimate';
      readonly milliseconds: number;
      readonly work: number;
      /** The share of the usual images and steps that the budget allows; whether that is still more than it. */
      readonly effort: number;
      readonly exceeds: boolean;
      /** Milliseconds of all usual images and steps, where these are too many for the usual budget. */
      readonly whole?: number;
      /** Steps of the student; per expert, if it learns from them in turn. */
      readonly iterations: number;
      /** Where fewer images fit the memory than the merge would take at once. */
      readonly fewer: readonly string[];
      /** Bytes that it takes beside what the process held before it was measured, about. */
      readonly bytes: number;
      /** How many images the experts are queried on, if on the same ones, without those that are drawn; and how many these are, about. */
      readonly images: number | undefined;
      readonly drawn: number | undefined;
      /** Layers of the trunk that all share. */
      readonly trunk: number | undefined;
      /** Where the student is taught on smaller images: how often each expert chooses the same class of them, on painted ones. */
      readonly sizes:
        | { readonly full: ImageShape; readonly taught: ImageShape; readonly same: readonly number[] }
        | undefined;
      /** What is known of the weights that the experts' training started from, if the source asks for it. */
      readonly origin: 'given' | 'estimated' | 'unknown' | undefined;
      /** How much of the work is done: it goes on where it was stopped. */
      readonly done: number | undefined;
    }
  | MergeProgress
  /** The student is ready; what follows compares it with the experts. */
  | { readonly type: 'taught'; readonly tensors: StateDict; readonly model: LayersModel };

/** Images that go through a trunk together, if so many fit: more would not be faster. */
const trunkImages = 16;

/** The same through whole models that are tested. */
const testedImages = 100;

/** The student, and how well it agrees with the experts, or what a test of it counted. */
export interface MergedStudent extends Comparison {
  readonly tensors: StateDict;
  /** As in the estimate. */
  readonly origin: 'given' | 'estimated' | 'unknown' | undefined;
  readonly evaluation?: Evaluation;
  /** Damaged images of the test, which were left out. */
  readonly damaged?: readonly string[];
  /** How much familiarity counted, and how far it can be trusted; undefined where it did not count. */
  readonly familiarity: Familiarity | undefined;
}

/**
 * Teaches a new student what the experts know, then compares it with each of them.
 *
 * @throws DivergedError Numbers of the student, of an expert or of images became NaN or infinite.
 */
export async function* mergeExperts(options: MergeOptions): AsyncGenerator<MergeEvent, MergedStudent> {
  const { source, images, plan, prepared } = options;
  const { model, lesson, experts } = prepared;
  try {
    const { atOnce: fitting, stepTime, peak, trunk: measuredTrunk, full } = await measured(options);
    const kept = (await options.checkpoints?.latest())?.state;
    const atOnce = kept?.atOnce ?? fitting;
    const scale = imageSize(plan.shape) / imageSize(prepared.shape);
    const origin = source.queried === undefined ? undefined : originOf(experts);
    const trunk = measuredTrunk && lesson.trunk && { ...lesson.trunk, ...measuredTrunk };
    const { test, iterations: asked, budget = budgetOf({ iterations: asked }) } = options;
    const whole = { model, experts: prepared.whole };
    const evaluating = test && scale * (await evaluationWork({ ...whole, images: test.images }));
    const planAt = (effort: number) => {
      const iterations = kept?.iterations ?? options.iterations ?? scaled(source.iterations, effort);
      const context = { ...contextOf(options), atOnce, trunk, effort, iterations };
      const teaching = source.work(context);
      const compared = {
        ...{ ...context, teaching, heldOut: images?.heldOut, shape: plan.shape, scale },
        atOnce: { ...atOnce, ...full },
      };
      return { context, compared, work: teaching + (evaluating ?? comparisonWork(compared)) };
    };
    const effort = kept?.effort ?? effortOf(budget, (share) => planAt(share).work * stepTime);
    const { context, compared, work } = planAt(effort);
    const count = source.queried?.count(context);
    const drawn = source.queried?.drawn?.(context);
    const milliseconds = work * stepTime;
    const isSmaller = prepared.shape !== plan.shape;
    const same = isSmaller ? await sizeAgreement(context, plan.shape, full.inference) : undefined;
    yield {
      ...{ type: 'estimate', milliseconds, work, effort, iterations: context.iterations },
      exceeds: 'minutes' in budget && milliseconds > 60_000 * budget.minutes,
      ...(budget === usualBudget && effort < 1 && { whole: planAt(1).work * stepTime }),
      fewer: options.imagesPerBatch === undefined ? fewerImages(atOnce) : [],
      ...{ bytes: peak + 4 * (count ?? 0) * imageSize(lesson.shape), images: count, drawn },
      trunk: lesson.trunk?.layers,
      sizes: same && { full: plan.shape, taught: prepared.shape, same },
      origin,
      done: kept?.teaching.work,
    };
    const { student } = lesson;
    const { iterations } = context;
    const keeper: Keeper = {
      from: kept?.teaching,
      async offer(take, moment) {
        const state = async () => ({ atOnce, effort, iterations, teaching: await take() });
        await options.checkpoints?.offer(state, moment);
      },
    };
    if (kept !== undefined) yield resumed(kept.teaching.work);
    const taught = yield* source.teach({ ...context, student, model: lesson.model, keeper });
    const familiarity = taught?.familiarity;
    if (isSmaller && !taught?.isAligned)
      yield* normAtFullSize(lesson.model, compared, full.estimation, images?.inFullSize);
    const tensors = await stateDict(model);
    yield { type: 'taught', tensors, model };
    if (test === undefined)
      return { tensors, familiarity, origin, ...(yield* compareStudent({ ...compared, student })) };
    const batchSize = trunk?.batchSize ?? Math.min(testedImages, full.inference);
    const testing = timesWork(scale, tested(test, options, batchSize));
    return { tensors, familiarity, origin, ...(yield* testing) };
  } catch (error) {
    throw ofGiven(error, prepared);
  }
}

/** What was done before the merge was stopped, as progress. */
function resumed(work: number): MergeProgress {
  return { type: 'progress', phase: 'resumed', done: 1, total: 1, work, loss: undefined, step: false };
}

/** Tests a student that has been taught. */
async function* tested(
  { images, names }: StudentTest,
  { prepared: { model, whole: experts }, plan: { classes } }: MergeOptions,
  batchSize: number,
) {
  return yield* evaluateStudent({
    tested: {
      student: { name: names.student, sha256: await modelHash(model) },
      classes,
      experts: experts.map((expert, i) => ({ name: names.experts[i] ?? '', classes: expert.classes })),
    },
    ...{ ...studentOf(model), experts, images, batchSize },
  });
}

/** An error of what is left of an expert as that of the whole expert. */
function ofGiven(error: unknown, { experts, whole }: PreparedMerge): unknown {
  if (!(error instanceof DivergedError) || error.expert === undefined) return error;
  const expert = whole[experts.indexOf(error.expert)] ?? error.expert;
  return new DivergedError(error.subject, error.found, {
    expert,
    ...(error.step !== undefined && { step: error.step }),
  });
}

/** The same number of images together, whatever they go through. */
function imagesOfEach(count: number): ImagesAtOnce {
  return { training: count, inference: count, estimation: count, synthesis: count };
}

function originOf(experts: readonly Expert[]): 'given' | 'estimated' | 'unknown' {
  if (experts.some(({ initialEstimated }) => initialEstimated)) return 'estimated';
  return experts.some(({ initialWeights }) => initialWeights !== undefined) ? 'given' : 'unknown';
}

function contextOf({ plan, prepared, images, seed, watch, signal }: MergeOptions) {
  const { normalization } = plan;
  const { experts, probes, shape } = prepared;
  return { experts, probes, shape, normalization, images: images?.learned, seed, watch, signal };
}

interface Measured {
  readonly atOnce: ImagesAtOnce;
  /** How many images of their full size go through the models together: to query them, and to estimate batch norm. */
  readonly full: Pick<ImagesAtOnce, 'inference' | 'estimation'>;
  /** Milliseconds of a training step per image. */
  readonly stepTime: number;
  /** Bytes of tensors in a training step or, if that takes more, in a batch through the trunk. */
  readonly peak: number;
  /** Where there is a trunk, how many images go through it together, and what each takes. */
  readonly trunk?: Pick<Trunk, 'batchSize' | 'work'>;
}

/** Measures on the student itself, which is then as it was: steps move what its batch norm and dropout keep. */
async function measured(options: MergeOptions): Promise<Measured> {
  const { plan, prepared, memory, imagesPerBatch, signal } = options;
  const { student, shape, trunk } = prepared.lesson;
  const { experts } = prepared;
  const initial = await student.weights();
  try {
    const atOnce =
      imagesPerBatch === undefined
        ? await imagesAtOnce(student, experts, shape, memory, signal)
        : imagesOfEach(imagesPerBatch);
    const stepTime = await measureStep(student, shape, stepImages(atOnce), signal);
    await takeTurn(signal);
    const step = await peakBytes((images) => trainingStep(student, images), stepImages(atOnce), shape);
    const full =
      prepared.shape === plan.shape
        ? atOnce
        : imagesPerBatch !== undefined
          ? imagesOfEach(imagesPerBatch)
          : {
              inference: await fittingAll([student, ...experts], plan.shape, memory),
              estimation: await fittingImages((images) => inTraining(student, images), plan.shape, memory),
            };
    if (trunk === undefined) return { atOnce, full, stepTime, peak: step };
    const through = (images: Tensor4D) => trunk.features(images);
    const batchSize = Math.min(
      trunkImages,
      imagesPerBatch ?? (await fittingImages(through, plan.shape, memory)),
    );
    const peak = Math.max(step, await peakBytes(through, batchSize, plan.shape));
    const context = {
      ...contextOf(options),
      atOnce,
      trunk: { ...trunk, batchSize, work: 0 },
      ...{ effort: 1, iterations: 1 },
    };
    const time = await measureFeatures(context.trunk, plan.shape, (count, first) => {
      return options.source.queried?.make(context, count, first) as ImageBatch;
    });
    return { atOnce, full, stepTime, peak, trunk: { batchSize, work: time / stepTime } };
  } finally {
    student.setWeights(initial);
  }
}
