import type { ImageBatch } from '../images';
import type { StepEvent } from '../optimizers/step-event';
import type { SynthesisStep } from '../synthesis/synthesis';

/** What the learner reports while it learns. The student may be looked at between two events. */
export type DistillEvent =
  /** Images are being made from the new expert. */
  | ({ readonly type: 'synthesis'; readonly experience: number } & SynthesisStep)
  /** The new expert's images are ready. */
  | { readonly type: 'samples'; readonly experience: number; readonly samples: ImageBatch }
  | StepEvent
  /** The student has learned from this expert. */
  | { readonly type: 'learned'; readonly experience: number };
