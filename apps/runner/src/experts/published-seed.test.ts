import { expect, it } from 'vitest';
import { publishedSeed } from './published-seed';

it('is that of the run, or the one given', () => {
  expect(publishedSeed({ run: 0 })).toBe(1234);
  expect(publishedSeed({ seed: 7 })).toBe(7);
});

it.each([
  [
    {},
    'no classes of the experts were given. Expected those of each, or a seed that draws them: --seed, or --run (run 0 to 4 has seed 1234, ',
  ],
  [{ run: 0, seed: 1234 }, 'both --run and --seed were given. Expected one of them'],
  [{ run: 5 }, '--run 5 was given. Expected 0 to 4. Give --seed for other streams.'],
])('of %j is refused', (given, message) => {
  expect(() => publishedSeed(given)).toThrow(message);
});
