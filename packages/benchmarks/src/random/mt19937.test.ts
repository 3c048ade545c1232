import { expect, it } from 'vitest';
import { Mt19937 } from './mt19937';

it('gives the 10000th number that the C++ standard prescribes for mt19937', () => {
  const generator = new Mt19937(5489);
  const numbers = Array.from({ length: 10_000 }, () => generator.next());
  expect(numbers[0]).toBe(3499211612);
  expect(numbers[9999]).toBe(4123659995);
});

it.each([-1, 2 ** 32, 0.5, Number.NaN])('refuses the seed %s', (seed) => {
  expect(() => new Mt19937(seed)).toThrow(RangeError);
});

it('refuses a state that it could not have returned', () => {
  const { words, position } = new Mt19937(1).state();
  expect(() => Mt19937.fromState({ words, position: 625 })).toThrow(RangeError);
  expect(() => Mt19937.fromState({ words: words.slice(1), position })).toThrow(RangeError);
  expect(() => Mt19937.fromState({ words: words.with(3, -1), position })).toThrow(RangeError);
});
