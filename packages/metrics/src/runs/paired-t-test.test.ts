import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { pairedDifference } from './paired-difference';
import { pairedTTest } from './paired-t-test';

// SciPy 1.17.1: r = stats.ttest_rel(values, baseline); r.statistic, r.df, r.pvalue
test.each([
  [
    [0.781, 0.803, 0.769, 0.822, 0.79],
    [0.742, 0.795, 0.771, 0.765, 0.778],
    2.088844202519791,
    4,
    0.10496775457272274,
  ],
  [[0.9, 0.5, 0.7], [0.8, 0.45, 0.61], 5.237229365663817, 2, 0.03457841594904442],
  [[0.3, 0.9], [0.6, 0.8], -0.5000000000000001, 1, 0.7048327646991335],
])(
  '%j over %j: t = %f, %i degrees, p = %f, as SciPy has it, within 1e-12',
  (values, baseline, t, degrees, p) => {
    const found = pairedTTest(values, baseline);
    expect(found?.t).toBeCloseTo(t, 12);
    expect(found?.degrees).toBe(degrees);
    expect(found?.p).toBeCloseTo(p, 12);
  },
);

test('a single pair, and pairs without any difference, are no test', () => {
  expect(pairedTTest([0.75], [0.5])).toBeUndefined();
  expect(pairedTTest([0.5, 0.25], [0.5, 0.25])).toBeUndefined();
});

test('the same difference for every seed leaves no doubt', () => {
  expect(pairedTTest([0.75, 0.5], [0.5, 0.25])).toEqual({ t: Number.POSITIVE_INFINITY, degrees: 1, p: 0 });
  // Three times 0.1 is not 0.3: the mean is not 0.1, either.
  const tenths = [0.1, 0.1, 0.1];
  expect(pairedTTest(tenths, [0, 0, 0])).toEqual({ t: Number.POSITIVE_INFINITY, degrees: 2, p: 0 });
  expect(pairedTTest([0, 0, 0], tenths)).toEqual({ t: Number.NEGATIVE_INFINITY, degrees: 2, p: 0 });
});

test.each<[string, number[], number[]]>([
  ['values.length', [], []],
  ['values.length', [1], [1, 2]],
  ['baseline[1]', [1, 2], [1, Number.NaN]],
])('an impossible %s is named in the error', (argument, values, baseline) => {
  expect(() => pairedTTest(values, baseline)).toThrow(expect.objectContaining({ argument }));
});

const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
const pairs = fc.array(fc.tuple(share, share), { minLength: 2, maxLength: 12 });

property.prop([pairs])(
  'p < 0.05 exactly where the interval leaves out 0; turned round, only t changes its sign',
  (both) => {
    const values = both.map(([value]) => value);
    const baseline = both.map(([, value]) => value);
    const found = pairedTTest(values, baseline);
    const { mean, interval } = pairedDifference(values, baseline);
    if (found === undefined) {
      expect(mean).toBe(0);
      return;
    }
    expect(found.p < 0.05).toBe(Math.abs(mean) > (interval ?? Number.NaN));
    expect(found.p).toSatisfy((p: number) => p >= 0 && p <= 1);
    expect(pairedTTest(baseline, values)).toEqual({
      ...found,
      t: found.t === 0 ? expect.closeTo(0) : -found.t,
    });
  },
);
