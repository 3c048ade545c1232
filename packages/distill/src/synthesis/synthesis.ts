import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import type { Random } from '../random';
import type { Place } from '../state';

/** Reported after every minibatch of images. */
export interface SynthesisStep {
  /** The iteration that the images belong to, 1 … `iterations`. */
  readonly iteration: number;
  readonly iterations: number;
  /** Images whose gradient has been taken since the last step. */
  readonly images: number;
  /** Of the last whole iteration, summed over its images; undefined in the first. */
  readonly loss: number | undefined;
}

/**
 * A way to make or find about `count` images for one expert. One file each in this folder.
 *
 * @param place where it begins, and how it can be left midway: a synthesis that does not set `place.now` can only be done
 * as a whole. When it begins at a state, `random` is as it was then.
 */
export type Synthesis = (
  expert: Expert,
  count: number,
  random: Random,
  place?: Place,
) => AsyncGenerator<SynthesisStep, ImageBatch>;
