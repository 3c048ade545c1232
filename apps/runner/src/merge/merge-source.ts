import type { Normalization } from '@exmodel/benchmarks';
import type {
  ConsensusLearner,
  ConsensusState,
  Expert,
  ImageBatch,
  ImageShape,
  Student,
} from '@exmodel/distill';
import type { ExpertProbes } from '@exmodel/distill/experts';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TeachingProgress } from '../teaching/teaching-event';
import type { Trunk } from './feature-images';
import type { ImagesAtOnce } from './images-at-once';

/** What a source learns with. */
export interface TeachContext {
  /** The student, with its initial weights. */
  readonly student: Student;
  /** The student's model. */
  readonly model: LayersModel;
  /** In the student's numbering of classes. */
  readonly experts: readonly Expert[];
  /** What each of them tells beside its logits. */
  readonly probes: readonly ExpertProbes[];
  /** Of the images. */
  readonly shape: ImageShape;
  readonly normalization: Normalization | undefined;
  /** The user's unlabelled images that may be learned from. */
  readonly images: ImageBatch | undefined;
  /** The share of the usual images, 0.01 … 1. */
  readonly effort: number;
  /** Steps of the student. */
  readonly iterations: number;
  readonly seed: number;
  /** How many images fit the memory together. */
  readonly atOnce: ImagesAtOnce;
  /** Where student and experts are what is left behind a trunk, whose features they take for images. */
  readonly trunk?: Trunk | undefined;
  /** Where a source keeps how far it is. */
  readonly keeper?: Keeper | undefined;
  /** Told what there is to see, before the first expert is queried. */
  readonly watch?: Watch | undefined;
  /** Ends the work where it stands. */
  readonly signal?: AbortSignal | undefined;
}

/** How far a consensus is: with the same experts, images and sizes it goes on from there, to the same bits. */
export interface KeptTeaching {
  readonly learner: ConsensusState;
  /** Experts towards which all images have been drawn. */
  readonly drawn: number;
  /** What is done of the work, without that of the images that all experts are queried on: these are made again. */
  readonly work: number;
}

/** @typeParam Kept what the source keeps: of any other than a consensus, a type of its own */
export interface Keeper<Kept extends Pick<KeptTeaching, 'work'> = KeptTeaching> {
  /** Where to go on; undefined to start anew. */
  readonly from: Kept | undefined;
  /** As `Checkpoints.offer`. */
  offer(take: () => Promise<Kept>, moment: 'within' | 'between'): Promise<void>;
}

/**
 * What can be looked at between two events of a merge: the models may be run, and the learner's state be read; nothing may be changed.
 */
export interface ConsensusView {
  readonly learner: ConsensusLearner;
  readonly student: Student;
  readonly experts: readonly Expert[];
  /** What all experts are queried on: images or, behind a trunk, their features. */
  readonly shared: ImageBatch;
  /** The first so many of these as images. */
  pictures(count: number): ImageBatch;
}

export type Watch = (view: ConsensusView) => void;

/** The images that all experts are queried on. */
export interface QueriedImages {
  /** Whether they cannot be made without the mean and deviation of the pixels. */
  readonly needsNormalization: boolean;
  /** Whether they are there already, so that `make` only gives them. */
  readonly areThere?: boolean;
  /** How many there are, without those that are drawn. */
  count(
    context: Pick<TeachContext, 'shape' | 'images' | 'trunk' | 'effort' | 'iterations' | 'atOnce'>,
  ): number;
  /** So many of them, from number `first` on; if there are no images of the user, also beyond `count`. For a trunk they may be smaller than its images. */
  make(context: Omit<TeachContext, 'student' | 'model'>, count: number, first: number): ImageBatch;
  /** Number of further images to draw towards the experts' classes; default: none. Not for a trunk. */
  drawn?(context: Pick<TeachContext, 'shape' | 'effort'>): number;
}

/** A step of progress. */
export interface MergeProgress extends TeachingProgress {
  /** Index of the expert, if the progress concerns one. */
  readonly expert?: number;
}

/** As `ConsensusLearner.familiarity`. */
export type Familiarity = ConsensusLearner['familiarity'];

/** What is known of how a consensus was taught: how far familiarity counted, and whether batch norm goes by the images that the experts were trained on. */
export type Taught = Pick<ConsensusLearner, 'familiarity' | 'isAligned'>;

/** What the student learns from, and how: an entry of `sources.ts`. */
export interface MergeSource {
  /** A text for the user. */
  readonly description: string;
  /** Steps of the student, if nobody says how many. */
  readonly iterations: number;
  /** Whether it cannot do without the mean and deviation of the pixels. */
  readonly needsNormalization: boolean;
  /** The images that all experts are queried on, if they are the same for all. */
  readonly queried?: QueriedImages;
  /** Expected work of all of `teach`; one unit is a training step on one image. */
  work(context: Omit<TeachContext, 'student' | 'model'>): number;
  /** Teaches the student what the experts know. */
  teach(context: TeachContext): AsyncGenerator<MergeProgress, Taught | undefined>;
}

/** Adds the index of an expert to progress events. */
export async function* withExpert<Result>(
  expert: number,
  events: AsyncGenerator<TeachingProgress, Result>,
): AsyncGenerator<MergeProgress, Result> {
  let next = await events.next();
  try {
    for (; next.done !== true; next = await events.next()) yield { ...next.value, expert };
    return next.value;
  } finally {
    await events.return(undefined as never);
  }
}

/** The events with so many times their work. */
export async function* timesWork<Result>(
  scale = 1,
  events: AsyncGenerator<TeachingProgress, Result>,
): AsyncGenerator<TeachingProgress, Result> {
  let next = await events.next();
  try {
    for (; next.done !== true; next = await events.next())
      yield { ...next.value, work: scale * next.value.work };
    return next.value;
  } finally {
    await events.return(undefined as never);
  }
}
