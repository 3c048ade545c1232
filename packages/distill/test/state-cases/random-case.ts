import { Random, type RandomState } from '../../src/random';
import type { Case } from './case';

export function randomCase(): Case {
  return {
    name: 'Random',
    start(state?: { drawn: number; random: RandomState }) {
      const random = Random.seeded(state === undefined ? 1 : 2);
      if (state !== undefined) random.restore(state.random);
      let drawn = state?.drawn ?? 0;
      async function* draw() {
        while (drawn < 4) {
          drawn += 1;
          yield random.integer(100);
        }
        return [...random.normals(3), ...random.permutation(4)];
      }
      return { events: draw(), state: async () => ({ drawn, random: random.state() }) };
    },
  };
}
