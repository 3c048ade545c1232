import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { divergedMetrics, someMetrics } from '../../test/metrics';
import { metricsSchema } from './metrics-file';
import { quickCheck } from './quick-check';

const isMetrics = quickCheck(metricsSchema);
const whole = {
  ...JSON.parse(JSON.stringify(someMetrics({ stateBytes: 5 }))),
  chosen: { on: 'test_images', seed: -1, by: 'accuracy', value: 0.5, candidates: 3 },
};

describe('the quick check of metrics.json', () => {
  it('takes what a run writes, whether it finished or diverged', () => {
    for (const metrics of [whole, JSON.parse(JSON.stringify(divergedMetrics()))])
      expect(isMetrics(metrics)).toBe(true);
  });

  /** A place in a value: of the parts of each level, the one with this number. */
  const places = fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 });
  const others = fc.oneof(
    fc.constantFrom(
      undefined,
      null,
      '',
      true,
      0,
      1,
      -1,
      0.5,
      3,
      1e300,
      2 ** 53,
      [],
      {},
      [0.5],
      'test_images',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );

  /** The same with another value at a place, without it (undefined), or with one more part. */
  function changed(value: unknown, [first = 0, ...rest]: readonly number[], other: unknown): unknown {
    if (typeof value !== 'object' || value === null) return other;
    const keys = Object.keys(value);
    const key = keys[first % (keys.length + 1)] ?? (Array.isArray(value) ? String(keys.length) : 'more');
    const part = (value as Record<string, unknown>)[key];
    const next = rest.length === 0 ? other : changed(part, rest, other);
    const copy = Array.isArray(value) ? [...value] : { ...value };
    return Object.assign(copy, { [key]: next });
  }

  test.prop([places, others], { numRuns: 2000 })(
    'says of everything else what the schema says, and takes only what that leaves as it is',
    (place, other) => {
      const value: unknown = JSON.parse(JSON.stringify(changed(whole, place, other)));
      const { success, data } = metricsSchema.safeParse(value);
      expect(isMetrics(value)).toBe(success);
      if (success) expect(data).toEqual(value);
    },
  );

  it('leaves a key to the schema that the schema does not keep', () => {
    const config = JSON.parse('{"lr": 1, "__proto__": {"seed": 1}}');
    expect(isMetrics({ ...whole, config })).toBe(false);
  });
});

it.each([
  ['of a number', z.number().gt(0), 1],
  ['of a text', z.string().max(3), 'abc'],
  ['of a list', z.array(z.number()).max(3), [1]],
  ['of other kinds', z.union([z.number(), z.string()]), 1],
  ['that drop keys', z.object({ a: z.number() }), { a: 1 }],
])('never takes a value for schemas with conditions that it does not know: %s', (_, schema, value) => {
  expect(schema.safeParse(value).success).toBe(true);
  expect(quickCheck(schema)(value)).toBe(false);
});
