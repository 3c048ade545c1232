import type { Expert } from '../../src/expert';
import { Random, type RandomState } from '../../src/random';
import type { Place } from '../../src/state';
import type { Synthesis } from '../../src/synthesis/synthesis';
import type { Case } from './case';
import { experts } from './experts';

export function synthesisCase(name: string, make: () => Synthesis): Case {
  return {
    name,
    start(state?: { random: RandomState; from: unknown }) {
      const random = Random.seeded(1);
      if (state !== undefined) random.restore(state.random);
      const place: Place = { from: state?.from };
      const events = make()(experts[0] as Expert, 8, random, place);
      return { events, state: async () => ({ random: random.state(), from: await place.now?.() }) };
    },
  };
}
