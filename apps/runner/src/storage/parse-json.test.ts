import { expect, it } from 'vitest';
import { parseJson } from './parse-json';

const nested = (levels: number) => `${'[{"a":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;

it('takes a hundred levels and refuses more, however many they are', () => {
  expect(JSON.stringify(parseJson(nested(100)))).toBe(nested(100));
  for (const levels of [102, 200_000])
    expect(() => parseJson(nested(levels))).toThrow(/more than 100 levels/);
});

it('counts no brackets within texts', () => {
  expect(parseJson(`["${'['.repeat(200)}"]`)).toEqual(['['.repeat(200)]);
});
