import type { ImageBatch } from '../images';
import type { Weights } from '../weights';
import type { Latecomers } from './evidence';

/** All that a {@link ConsensusLearner} remembers, as plain values: images not included. */
export interface ConsensusState {
  readonly version: 3;
  /** What familiarity counted in the evidence. */
  readonly familiarity: number;
  /** How many experts have been heard. */
  readonly experiences: number;
  /** The images that the evidence is about: a checksum, to be given the same ones again. */
  readonly images: { readonly count: number; readonly checksum: number };
  /** Images that were added and cannot be painted again. */
  readonly added?: ImageBatch;
  /** images × outputs values. */
  readonly evidence: Float32Array;
  /** How many experts know each class. */
  readonly expertsOfClass: Int32Array;
  /** Of the images that were added, which experts missed them. */
  readonly latecomers: readonly Latecomers[];
  /** The student's weights as they were at first. */
  readonly initial: Weights;
  /** The mean of the weights of so many experts, where they could be averaged: where training starts. */
  readonly mean?: { readonly weights: Weights; readonly experts: number };
}

/** 32-bit FNV-1a over the bits of all pixels. */
export function checksumOf({ pixels }: ImageBatch): number {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length);
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}

/**
 * @throws RangeError when the state was taken by another version, with other images, a student of other outputs or another
 * weight of familiarity
 */
export function refuseOtherState(
  state: ConsensusState,
  images: ImageBatch,
  outputs: number,
  familiarity: number,
): void {
  if (state.version !== 3) {
    throw new RangeError(
      `a state of version ${state.version} was given, and this is version 3, which weighs experts otherwise. ` +
        'Hear the experts again with a new learner.',
    );
  }
  const words = (count: number, checksum: number, classes: number, weight: number) =>
    `${count} images (checksum ${checksum}), ${classes} outputs and familiarity ${weight}`;
  const given = words(images.count, checksumOf(images), outputs, familiarity);
  const { count, checksum } = state.images;
  const saved = words(count, checksum, state.expertsOfClass.length, state.familiarity);
  if (given === saved) return;
  throw new RangeError(
    `${given} were given with a state of ${saved}; evidence is about the very images that it was collected on. ` +
      'Make the images again from the same seed and recipe, and give the student and the options of then.',
  );
}
