import { fc, test } from '@fast-check/vitest';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, it } from 'vitest';
import { Xoroshiro } from './xoroshiro';

test.prop([fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })])(
  'the draws and states of pure-rand’s',
  (seed) => {
    const theirs = xoroshiro128plus(seed);
    const ours = new Xoroshiro(theirs.getState());
    for (let i = 0; i < 100; i++) expect(ours.next()).toBe(theirs.next());
    expect(ours.state()).toEqual(theirs.getState());
  },
);

it('refuses a state that is none', () => {
  expect(() => new Xoroshiro([1, 2, 3])).toThrow(/3 numbers.*the 4 of state/);
});
