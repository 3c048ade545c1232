import type { GivenFiles } from '@exmodel/models/weights';
import type { MergedStudent } from '../../../runner/src/merge/merge-experts';
import type { MergeWishes } from '../../../runner/src/merge/merge-plan';
import type { EngineWish } from './engine';

/** A model among the files: what it is. */
export interface ModelFacts {
  /** `TensorFlow.js model`. */
  readonly kind: string;
  /** An architecture of exmodel that it fits, if it is a file of weights. */
  readonly architecture: string | undefined;
  readonly parameters: number | undefined;
  /** Height, width and channels of its images; undefined for sides that may vary. */
  readonly takes: readonly (number | undefined)[];
  /** How many outputs it has. */
  readonly outputs: number;
  /** `its softmax is cut off`; '' for logits. */
  readonly head: string;
  /** As its file names them. */
  readonly classes: readonly string[] | undefined;
  readonly normalization: MergeWishes['normalization'];
}

export interface InspectRequest {
  readonly type: 'inspect';
  readonly id: number;
  readonly files: GivenFiles;
  /** Of the model among the files. */
  readonly path: string;
}

export interface MergeOrder {
  readonly type: 'merge';
  readonly files: GivenFiles;
  readonly experts: readonly { readonly path: string; readonly classes: readonly string[] }[];
  /** Pictures of the user to learn from, by path; none: images are painted. */
  readonly images: GivenFiles;
  readonly wishes: Pick<MergeWishes, 'architecture' | 'shape' | 'normalization'>;
  readonly iterations: number;
  readonly seed: number;
  readonly engine: EngineWish;
}

/** What the page asks of the worker. */
export type Request = InspectRequest | MergeOrder;

/** Images as a canvas shows them. */
export interface Pictures {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** Four bytes a pixel, image after image. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** For each picture a class, −1 for none yet, and how much of the probability it has. */
export interface Choices {
  readonly classes: Int16Array;
  readonly confidence: Float32Array;
}

/** What is seen of the learning. */
export interface Look {
  /** What the experts' evidence says so far. */
  readonly consensus: Choices;
  readonly student: Choices;
  /**
   * For each expert, of the images that the evidence gives to one of its classes: how many there are, and on what share of them the
   * student chooses the same class.
   */
  readonly agreement: readonly { readonly images: number; readonly share: number }[];
}

/** A student in one format. */
export interface StudentFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type Update =
  | { readonly type: 'inspected'; readonly id: number; readonly facts: ModelFacts }
  | { readonly type: 'refused'; readonly id: number; readonly message: string }
  /** Of the user's pictures so many have been read. */
  | { readonly type: 'reading'; readonly count: number }
  /** Pictures that are damaged or too large. */
  | { readonly type: 'skipped'; readonly files: readonly string[] }
  | {
      readonly type: 'planned';
      readonly classes: readonly string[];
      readonly student: string;
      readonly source: string;
      /** What computes. */
      readonly engine: string;
    }
  | { readonly type: 'estimated'; readonly milliseconds: number; readonly trunk: number | undefined }
  | { readonly type: 'pictures'; readonly pictures: Pictures }
  | {
      readonly type: 'progress';
      readonly phase: string;
      readonly expert: number | undefined;
      /** 0 … 1, of all work. */
      readonly done: number;
      /** Steps of the student, once it learns. */
      readonly step: number | undefined;
      readonly look: Look | undefined;
    }
  | { readonly type: 'kept'; readonly files: readonly StudentFile[] }
  | {
      readonly type: 'compared';
      /** Of the student with each model, on images that it has not learned from. */
      readonly agreements: NonNullable<MergedStudent['painted']>;
    }
  | { readonly type: 'failed'; readonly message: string };
