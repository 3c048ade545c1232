import type { ImageBatch, SynthesisStep } from '@exmodel/distill';
import { work } from '../teaching/work';
import type { TeachProgress } from './merge-source';

/** A synthesis of images of one expert, its steps told as progress. */
export async function* toldSynthesis(
  phase: string,
  expert: number,
  making: AsyncGenerator<SynthesisStep, ImageBatch>,
): AsyncGenerator<TeachProgress, ImageBatch> {
  let imagesDone = 0;
  try {
    for (;;) {
      const told = await making.next();
      if (told.done === true) return told.value;
      const { iteration: done, iterations: total, imagesDone: all, loss } = told.value;
      const units = (all - imagesDone) * work.synthesis;
      imagesDone = all;
      yield { phase, done, total, expert, work: units, loss };
    }
  } finally {
    await making.return(undefined as never); // left midway, it lets its tensors go
  }
}
