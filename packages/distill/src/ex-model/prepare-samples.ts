import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import { Random } from '../random';
import type { SampleSource } from '../sources/sample-source';
import type { Place } from '../state';
import { StateUnavailableError } from '../state-unavailable-error';
import type { DistillEvent } from './distill-event';
import type { ExModelProgress } from './ex-model-state';

/** The source makes its images of the new expert, step by step as events, or goes on making them. */
export async function* prepareSamples(
  source: SampleSource,
  expert: Expert,
  experience: number,
  seed: number,
  place: Place<ExModelProgress>,
): AsyncGenerator<DistillEvent, ImageBatch | undefined> {
  const random = Random.seeded(seed, 'samples', experience);
  const synthesisPlace: Place = {};
  if (place.from?.phase === 'samples') {
    random.restore(place.from.random);
    synthesisPlace.from = place.from.synthesis;
  }
  place.now = async () => {
    if (synthesisPlace.now === undefined) throw new StateUnavailableError('synthesis');
    return { phase: 'samples', random: random.state(), synthesis: await synthesisPlace.now() };
  };
  const steps = source.prepare(expert, random, synthesisPlace);
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done === true) {
        place.now = () => ({ phase: 'start' });
        return step.value;
      }
      yield { type: 'synthesis', experience, ...step.value };
    }
  } finally {
    await steps.return(undefined);
  }
}
