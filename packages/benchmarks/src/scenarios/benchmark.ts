import type { Augmentation } from '../augmentations/augmentation';
import type { ImageDataset, ImageShape } from '../images/image-dataset';
import type { Normalization } from '../images/normalization';
import type { ImageFit } from '../views/fit-images';

/** One step of the stream: what one expert is trained on, and what it is tested on. */
export interface Experience {
  /** Place in the stream, from 0. */
  readonly index: number;
  /** The classes that occur here, in the order in which they were drawn. Labels are these numbers. */
  readonly classes: readonly number[];
  /** In a multi-task stream, the task that these classes belong to; elsewhere absent. */
  readonly task?: number | undefined;
  readonly train: ImageDataset;
  /** Set aside to choose settings on: see `withValidation`. None of them is in `train` or `test`. */
  readonly validation?: ImageDataset | undefined;
  readonly test: ImageDataset;
}

/** A stream of experiences, with the facts that a model needs. */
export interface Benchmark {
  /** The scenario's own name, also where an alias was given. */
  readonly scenario: string;
  /** Classes in the whole stream; labels are 0 … classCount − 1, never renumbered. */
  readonly classCount: number;
  /** The shape of every image in the stream. */
  readonly shape: ImageShape;
  /** The shape of the images before they got that size, and how they got it; absent where they were not resized. */
  readonly resized?: { readonly from: ImageShape; readonly fit: ImageFit } | undefined;
  /** Whether experiences carry a task, known also at test time. */
  readonly multiTask: boolean;
  readonly normalization: Normalization;
  /** How the reference varies training images, for `readImages`; absent where it does not vary them. */
  readonly trainAugmentation?: Augmentation | undefined;
  readonly experiences: readonly Experience[];
}
