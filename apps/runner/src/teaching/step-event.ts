import type { StepEvent } from '@exmodel/distill';
import type { TeachingProgress } from './teaching-event';

/**
 * A step of the student's optimizer as an event of teaching.
 *
 * @param work units of work of the step
 */
export function stepEvent(
  { iteration, iterations, loss }: Pick<StepEvent, 'iteration' | 'iterations' | 'loss'>,
  work: number,
  phase = 'distillation',
): TeachingProgress {
  return {
    type: 'progress',
    phase,
    done: iteration,
    total: iterations,
    work,
    loss,
    step: true,
  };
}
