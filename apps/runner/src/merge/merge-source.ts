import type { Normalization } from '@exmodel/benchmarks';
import type { Expert, ImageBatch, ImageShape, Student } from '@exmodel/distill';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What a source has to work with. */
export interface TeachContext {
  /** Has its initial weights. */
  readonly student: Student;
  /** The student's model. */
  readonly model: LayersModel;
  /** In the student's numbering of classes. */
  readonly experts: readonly Expert[];
  readonly shape: ImageShape;
  readonly normalization: Normalization | undefined;
  /** The user's unlabelled images that may be learned from. */
  readonly images: ImageBatch | undefined;
  /** Steps of the student; undefined for the source's own number. */
  readonly iterations: number | undefined;
  readonly seed: number;
}

/** A little was done. */
export interface TeachProgress {
  /** `synthesis`, `distillation`. */
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** Of which expert, where it is one. */
  readonly expert?: number;
  /** Since the last event, in units of {@link MergeSource.work}. */
  readonly work: number;
  readonly loss?: number | undefined;
}

/** What the student learns from: a file in this folder and a line in `sources.ts`. */
export interface MergeSource {
  /** For people. */
  readonly description: string;
  /** Expected work of all of `teach`; one unit is a training step on one image. */
  work(context: Omit<TeachContext, 'student' | 'model'>): number;
  /** Teaches the student what the experts know. */
  teach(context: TeachContext): AsyncGenerator<TeachProgress, void>;
}
