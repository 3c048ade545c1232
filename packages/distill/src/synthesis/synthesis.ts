import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import type { Random } from '../random';

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

/** A way to make or find about `count` images for one expert. One file each in this folder. */
export type Synthesis = (
  expert: Expert,
  count: number,
  random: Random,
) => AsyncGenerator<SynthesisStep, ImageBatch>;
