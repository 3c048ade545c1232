import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJson } from './read-json';

const schema = z.strictObject({ a: z.unknown() });

describe('readJson', () => {
  it('gives the value', () => {
    expect(readJson('{"a": ["[[", 1]}', schema)).toEqual({ value: { a: ['[[', 1] } });
  });

  it.each([
    ['no JSON', '{"a": ', /^SyntaxError: .*JSON/],
    ['another thing', '{"a": 1, "b": 2}', /^Unrecognized key: "b"/],
    ['a key of JavaScript’s own', '{"a": 1, "__proto__": 2}', /^Unrecognized key: "__proto__"/],
    ['brackets without end', '['.repeat(200_000), /^SyntaxError: /],
    [
      'nesting that would overflow',
      `{"a": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      /^SyntaxError: it is nested more than 100 levels deep$/,
    ],
    ['a long key', `{"a": 1, "${'x'.repeat(10_000)}": 1}`, /^Unrecognized key: "x+… \(\d+ characters\)$/],
  ])('says what is wrong, shortly: %s', (_, text, fault) => {
    expect(readJson(text, schema)).toEqual({ fault: expect.stringMatching(fault) });
  });
});
