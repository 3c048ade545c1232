import type { ImageBatch } from '@exmodel/distill';

/** Some work was done. It counts from the last event, so that no caller needs a counter. */
export interface TeachingProgress {
  readonly type: 'progress';
  /** `synthesis`, `query`, `distillation` or `training`. */
  readonly phase: string;
  /** `done` of `total` steps of this phase, for display. */
  readonly done: number;
  readonly total: number;
  /** Work done since the last event; one unit is a training step on one image. */
  readonly work: number;
  readonly loss: number | undefined;
  /** Whether this was a step of the student's optimizer. */
  readonly step: boolean;
}

/** What is reported while a student is taught. Between two events nothing happens. */
export type TeachingEvent =
  | TeachingProgress
  /** Images were made, or chosen, to learn from. */
  | { readonly type: 'samples'; readonly samples: ImageBatch };
