import type { SynthesisStep } from '@exmodel/distill';
import type { StrategyEvent } from '../strategy';
import { work } from '../work';

export function synthesisProgress(step: SynthesisStep): StrategyEvent {
  return {
    type: 'progress',
    phase: 'synthesis',
    done: step.iteration,
    total: step.iterations,
    work: step.images * work.synthesis,
    loss: step.loss,
    step: false,
  };
}
