import type { ImageBatch, SynthesisStep } from '@exmodel/distill';
import type { TeachingProgress } from './teaching-event';
import { work } from './work';

/** A step of a synthesis as an event of teaching. @param before images done at the step before this one, 0 at the first */
export function synthesisEvent(
  { iteration: done, iterations: total, imagesDone, loss }: SynthesisStep,
  before: number,
  phase = 'synthesis',
): TeachingProgress {
  return {
    type: 'progress',
    phase,
    done,
    total,
    work: (imagesDone - before) * work.synthesis,
    loss,
    step: false,
  };
}

/**
 * Makes the images of a synthesis.
 *
 * @param phase what the reports call it
 */
export async function* synthesisEvents(
  making: AsyncGenerator<SynthesisStep, ImageBatch>,
  phase = 'synthesis',
): AsyncGenerator<TeachingProgress, ImageBatch> {
  let imagesDone = 0;
  try {
    for (;;) {
      const made = await making.next();
      if (made.done === true) return made.value;
      yield synthesisEvent(made.value, imagesDone, phase);
      imagesDone = made.value.imagesDone;
    }
  } finally {
    await making.return(undefined as never); // left midway, it frees its tensors
  }
}
