import type { ImageBatch, SynthesisStep } from '@exmodel/distill';
import type { TeachingProgress } from './teaching-event';
import { work } from './work';

/** A step of a synthesis as an event of teaching. */
export function synthesisEvent(
  { iteration: done, iterations: total, images, loss }: SynthesisStep,
  phase = 'synthesis',
): TeachingProgress {
  return {
    type: 'progress',
    phase,
    done,
    total,
    work: images * work.synthesis,
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
  try {
    for (;;) {
      const made = await making.next();
      if (made.done === true) return made.value;
      yield synthesisEvent(made.value, phase);
    }
  } finally {
    await making.return(undefined as never); // left midway, it frees its tensors
  }
}
