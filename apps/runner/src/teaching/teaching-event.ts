import type { ImageBatch } from '@exmodel/distill';

/** What is reported while a student is taught. Between two events nothing happens; each says what came since the last one. */
export type TeachingEvent =
  | {
      readonly type: 'progress';
      /** `synthesis`, `distillation` or `training`. */
      readonly phase: string;
      readonly done: number;
      readonly total: number;
      /** Work done since the last event; one unit is a training step on one image. */
      readonly work: number;
      readonly loss: number | undefined;
      /** Whether this was a step of the student's optimizer. */
      readonly step: boolean;
    }
  /** Images were made, or chosen, to learn from. */
  | { readonly type: 'samples'; readonly samples: ImageBatch };
