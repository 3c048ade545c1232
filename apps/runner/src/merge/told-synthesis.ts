import type { ImageBatch, SynthesisStep } from '@exmodel/distill';
import { work } from '../pipeline/work';
import type { TeachProgress } from './merge-source';

/** A synthesis of images of one expert, its steps told as progress. */
export async function* toldSynthesis(
  phase: string,
  expert: number,
  making: AsyncGenerator<SynthesisStep, ImageBatch>,
): AsyncGenerator<TeachProgress, ImageBatch> {
  try {
    for (;;) {
      const told = await making.next();
      if (told.done === true) return told.value;
      const { iteration: done, iterations: total, images, loss } = told.value;
      yield { phase, done, total, expert, work: images * work.synthesis, loss };
    }
  } finally {
    await making.return(undefined as never); // left midway, it lets its tensors go
  }
}
