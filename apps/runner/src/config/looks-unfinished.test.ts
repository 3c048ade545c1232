import { expect, test } from 'vitest';
import { checkKey, unfinished } from '../storage/store';
import { looksUnfinished } from './looks-unfinished';

test('what a store takes for an unfinished file', () => {
  expect(looksUnfinished(`x${unfinished}`)).toBe(true);
  expect(() => checkKey(`x${unfinished}/y`)).toThrow();
  expect(looksUnfinished('x.parts')).toBe(false);
});
