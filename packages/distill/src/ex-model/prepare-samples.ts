import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import type { Random } from '../random';
import type { SampleSource } from '../sources/sample-source';
import type { DistillEvent } from './distill-event';

/** The source makes its images of the new expert, step by step as events. */
export async function* prepareSamples(
  source: SampleSource,
  expert: Expert,
  experience: number,
  random: Random,
): AsyncGenerator<DistillEvent, ImageBatch | undefined> {
  const steps = source.prepare(expert, random);
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return step.value;
      yield { type: 'synthesis', experience, ...step.value };
    }
  } finally {
    await steps.return(undefined);
  }
}
