import type { TeachingProgress } from './teaching-event';

/** A step of the student's optimizer as an event of teaching. @param work units of work of the step */
export function stepEvent(
  {
    iteration,
    iterations,
    loss,
  }: { readonly iteration: number; readonly iterations: number; readonly loss: number },
  work: number,
): TeachingProgress {
  return {
    type: 'progress',
    phase: 'distillation',
    done: iteration,
    total: iterations,
    work,
    loss,
    step: true,
  };
}
