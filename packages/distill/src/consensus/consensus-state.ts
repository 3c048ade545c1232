import { type ImageBatch, selectImages } from '../images';
import { refuseLostArrays } from '../refuse-lost-arrays';
import type { Weights } from '../weights';
import type { ArchitectureExperts } from './between-architectures';
import { ConsensusMemory } from './consensus-memory';
import type { ConsensusProgress } from './consensus-progress';
import type { ConsensusSettings } from './consensus-settings';
import { Evidence, type LateImages } from './evidence';
import type { MeanWeights } from './mean-weights';
import type { StatisticsShift } from './statistics-shift';
import { ViewAgreement, type ViewSums } from './view-agreement';

/** All that a `ConsensusLearner` remembers, and the student, as plain values: shared images not included. */
export interface ConsensusState {
  readonly version: 6;
  /** The weight of familiarity that was asked for; absent where it follows from its trust. */
  readonly familiarity?: number;
  /** Absent where experts may be aligned. */
  readonly align?: false;
  /** How many experts have been queried. */
  readonly experiences: number;
  /** The images that the evidence is about: a checksum, to be given the same ones again. */
  readonly images: { readonly count: number; readonly checksum: number };
  /** Images that were added and cannot be painted again. */
  readonly added?: ImageBatch;
  /** Log-odds and familiarity: images × outputs values each. */
  readonly evidence: { readonly odds: Float32Array; readonly familiarity: Float32Array };
  /** What is known of how far familiarity can be trusted. */
  readonly views: ViewSums;
  /** How many experts were trained on each class. */
  readonly expertsOfClass: Int32Array;
  /** The same by architecture, of the experts whose familiarity is known. */
  readonly architectures?: readonly ArchitectureExperts[];
  /** For the images that were added, which experts have not been queried on them. */
  readonly lateImages: readonly LateImages[];
  /** The student's weights as they were at first. */
  readonly initial: Weights;
  /** The mean of the weights of so many experts, where they could be averaged: where training starts. */
  readonly mean?: MeanWeights;
  /** What batch norm sees of the images and saw of the experts' own, where experts were aligned. */
  readonly shift?: StatisticsShift;
  /** The student's weights now. */
  readonly student: Weights;
  /** Where the query or the training in progress stands; absent between two of them. */
  readonly progress?: ConsensusProgress;
}

/** What of the state is memory. */
type ConsensusMemoryState = Omit<ConsensusState, 'student' | 'progress'>;

export function memoryState(
  memory: ConsensusMemory,
  { familiarity, align }: ConsensusSettings,
): ConsensusMemoryState {
  const { sharedImages: shared, images, evidence, mean, shift } = memory;
  const added = Array.from({ length: images.count - shared.count }, (_, i) => shared.count + i);
  return {
    version: 6,
    ...(familiarity !== undefined && { familiarity }),
    ...(!align && { align }),
    experiences: memory.experiences,
    images: { count: shared.count, checksum: memory.checksum },
    ...(added.length > 0 && { added: selectImages(images, added) }),
    evidence: { odds: evidence.odds.slice(), familiarity: evidence.familiarity.slice() },
    views: memory.views.sums,
    expertsOfClass: evidence.experts.slice(),
    architectures: evidence.architectures,
    lateImages: [...evidence.lateImages],
    initial: memory.initial ?? [],
    ...(mean && { mean }),
    ...(shift && { shift }),
  };
}

/**
 * @throws RangeError when the state was taken by another version, with other images, a student of other outputs or another
 * weight of familiarity, where experts are aligned otherwise, or it has lost its typed arrays
 */
export function restoreMemory(settings: ConsensusSettings, state: ConsensusMemoryState): ConsensusMemory {
  const memory = new ConsensusMemory(settings.images, settings.student.outputs);
  refuseOtherState(memory, settings, state);
  if (state.added !== undefined) memory.addImages(state.added);
  memory.evidence = new Evidence(memory.images.count, settings.student.outputs, {
    ...state.evidence,
    experts: state.expertsOfClass,
    lateImages: state.lateImages,
    ...(state.architectures && { architectures: state.architectures }),
  });
  memory.views = new ViewAgreement(memory.sharedImages.count, state.views);
  memory.experiences = state.experiences;
  memory.initial = state.initial;
  memory.mean = state.mean;
  memory.shift = state.shift;
  return memory;
}

function refuseOtherState(
  memory: ConsensusMemory,
  { images, student, familiarity, align }: ConsensusSettings,
  state: ConsensusMemoryState,
): void {
  if (state.version !== 6) {
    throw new RangeError(
      `a state of version ${state.version} was given, and this is version 6, which keeps other things. ` +
        'Query the experts again with a new learner.',
    );
  }
  refuseLostArrays(state.initial);
  const words = (count: number, checksum: number, classes: number, weight?: number, aligns = true) =>
    `${count} images (checksum ${checksum}), ${classes} outputs, familiarity ${weight ?? 'by its trust'} and align ${aligns}`;
  const given = words(images.count, memory.checksum, student.outputs, familiarity, align);
  const { count, checksum } = state.images;
  const saved = words(count, checksum, state.expertsOfClass.length, state.familiarity, state.align);
  if (given === saved) return;
  throw new RangeError(
    `${given} were given with a state of ${saved}; evidence is about the very images that it was collected on. ` +
      'Make the images again from the same seed and recipe, and give the student and the options of then.',
  );
}
