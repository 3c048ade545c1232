import type { Normalization } from '@exmodel/benchmarks';
import type { ImageShape } from '@exmodel/distill';
import type { BackendName } from '../backends/registry';
import type { ExpertArgument } from './expert-argument';

/** What a merge is to do, as far as the user says it: on the command line, in a recipe, or both. Paths are as the user wrote them. */
export interface MergeSettings {
  readonly experts?: readonly ExpertArgument[] | undefined;
  readonly out?: string | undefined;
  readonly architecture?: string | undefined;
  /** Names of the student's outputs, in their order. */
  readonly classes?: readonly string[] | undefined;
  readonly input?: ImageShape | undefined;
  readonly normalization?: Normalization | undefined;
  /** Longer side of the images that the student is taught on, in pixels, if it is less than that of `input`. */
  readonly trainSize?: number | undefined;
  /** File of the weights that the experts' training started from. */
  readonly initial?: string | undefined;
  /** Folder of unlabelled images, to learn from. */
  readonly images?: string | undefined;
  /** Folder of labelled images, to test the student on. */
  readonly test?: string | undefined;
  /** Stop at a file of these folders that is no image. */
  readonly strict?: boolean | undefined;
  readonly source?: string | undefined;
  readonly iterations?: number | undefined;
  /** At most one of the three: a fifth of the usual images and steps, as many as take so many minutes, or that share of them. */
  readonly quick?: boolean | undefined;
  readonly minutes?: number | undefined;
  readonly effort?: number | undefined;
  readonly seed?: number | undefined;
  /** How many images go through a model together, at most. */
  readonly imagesPerBatch?: number | undefined;
  readonly backend?: BackendName | undefined;
}
