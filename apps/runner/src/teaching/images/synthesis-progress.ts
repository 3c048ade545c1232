import type { SynthesisStep } from '@exmodel/distill';
import type { TeachingEvent } from '../teaching-event';
import { work } from '../work';

/** @param before `imagesDone` of the step before this one, 0 at the first */
export function synthesisProgress(step: SynthesisStep, before: number): TeachingEvent {
  return {
    type: 'progress',
    phase: 'synthesis',
    done: step.iteration,
    total: step.iterations,
    work: (step.imagesDone - before) * work.synthesis,
    loss: step.loss,
    step: false,
  };
}
