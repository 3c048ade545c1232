import type { Benchmark, Normalization } from '@exmodel/benchmarks';
import type { ImageBatch, ImageShape, SampleSource, Synthesis, SynthesisOptions } from '@exmodel/distill';
import type { Keys, ValuesOf } from '../../config/keys';

/**
 * One way to make images to teach from: a file in this folder and a line in `registry.ts`. Whoever adds one gets a strategy that
 * distils every expert on such images, a value of `consensus_images`, and a `--source` of `exmodel merge`.
 */
export type ImageKind = SeedImages | ExpertImages;

interface Names {
  /** In `consensus_images` and `--source`. */
  readonly name: string;
  /** The strategy that distils every expert on these images. */
  readonly strategy: string;
  /** What they are: `images made by model inversion`. */
  readonly images: string;
  /** More about them, for a list. */
  readonly remark?: string;
  /** Raised when the images become others, so that the strategy's finished jobs are not taken for today's. */
  readonly revision?: number;
}

/** The images that the experts take. */
export interface ImageFormat {
  readonly shape: ImageShape;
  /** Mean and deviation of the pixels that they were trained with; absent where this is unknown. */
  readonly normalization?: Normalization | undefined;
  /** How the images that they were trained on got this shape; absent where they were not resized, or this is unknown. */
  readonly resized?: Benchmark['resized'];
}

/** Images that come from the seed alone: the same ones for all experts. `noise.ts` is a short one to copy. */
export interface SeedImages extends Names {
  readonly from: 'seed';
  /** Whether they cannot be made without the mean and deviation of the pixels. */
  readonly needsNormalization: boolean;
  /** `count` images, to keep: normalised pixels, no labels. The first of many are those of few. */
  batch(format: ImageFormat, count: number, seed: number): ImageBatch;
  /** Fresh images for every step, drawn from the generator it is given alone; so it is `stateless: true`. */
  fresh(format: ImageFormat): SampleSource;
}

/**
 * Images that are made from one expert: its own, with labels.
 *
 * @typeParam K keys of its own, beside those of every synthesis (`synthesis-keys.ts`)
 */
export interface ExpertImages<K extends Keys = Keys> extends Names {
  readonly from: 'expert';
  readonly keys: K;
  /** Values of its keys that suit experts of different makers, which know nothing about each other’s classes. */
  readonly forUnrelatedExperts?: Partial<ValuesOf<K>>;
  synthesis(recipe: SynthesisRecipe, own: ValuesOf<K>): Synthesis;
}

/** What every synthesis is given. */
export interface SynthesisRecipe extends SynthesisOptions {
  /** Logits of the student. */
  readonly outputs: number;
}

/** A kind whose synthesis sees its own keys typed. */
export function defineExpertImages<K extends Keys>(kind: ExpertImages<K>): ExpertImages {
  return kind;
}
