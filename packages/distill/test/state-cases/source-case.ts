import { expect } from 'vitest';
import type { Expert } from '../../src/expert';
import { Random, type RandomState } from '../../src/random';
import type { SampleSource } from '../../src/sources/sample-source';
import type { Place } from '../../src/state';
import type { Case } from './case';
import { experts } from './experts';

/** Images for every expert, and after each a draw. */
export function sourceCase(name: string, make: () => SampleSource): Case {
  interface State {
    readonly experience: number;
    readonly random: RandomState;
    readonly source: unknown;
    readonly from: unknown;
  }
  return {
    name,
    start(state?: State) {
      const source = make();
      if (state?.source !== undefined) source.restore?.(state.source);
      const random = Random.seeded(1);
      if (state !== undefined) random.restore(state.random);
      let experience = state?.experience ?? 0;
      let place: Place = { from: state?.from };
      async function* prepare() {
        while (experience < experts.length) {
          yield* source.prepare(experts[experience] as Expert, random, place);
          place = {};
          experience += 1;
          yield source.draw(5, random);
        }
        return [source.kept?.(), source.draw(5, random)];
      }
      return {
        events: prepare(),
        async state() {
          if (source.stateless !== true) expect(source.state).toBeDefined();
          const kept = await source.state?.();
          return { experience, random: random.state(), source: kept, from: await place.now?.() };
        },
      };
    },
  };
}
