import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';
import { meanAndInterval } from './mean-and-interval';
import { pairedDifference } from './paired-difference';

// SciPy 1.17.1: r = stats.ttest_rel(a, b).confidence_interval(0.95); numpy.mean(a − b), (r.high − r.low) / 2
test.each([
  [[0.781, 0.803, 0.769, 0.822, 0.79], [0.742, 0.795, 0.771, 0.765, 0.778], 0.0228, 0.030305251259115824],
  [[0.9, 0.5, 0.7], [0.8, 0.45, 0.61], 0.08, 0.06572410607728425],
  [[0.3, 0.9], [0.6, 0.8], -0.1, 2.5412409472349387],
])(
  '%j over %j is %f ± %f, as SciPy’s paired t-test has it, within 1e-12',
  (values, baseline, mean, interval) => {
    const found = pairedDifference(values, baseline);
    expect(found.count).toBe(values.length);
    expect(Math.abs(found.mean - mean)).toBeLessThan(1e-12);
    expect(Math.abs((found.interval ?? Number.NaN) - interval)).toBeLessThan(1e-12);
  },
);

test('of a single pair it is the difference, without an interval', () => {
  expect(pairedDifference([0.75], [0.5])).toEqual({ mean: 0.25, interval: undefined, count: 1 });
});

const share = fc.double({ min: 0, max: 1, noNaN: true });
const pairs = fc.array(fc.tuple(share, share), { minLength: 2, maxLength: 12 });
const split = (both: readonly (readonly [number, number])[]) =>
  [both.map(([value]) => value), both.map(([, value]) => value)] as const;

describe('whatever the values', () => {
  property.prop([pairs])(
    'its mean is the difference of the means, and turning it round turns the sign',
    (both) => {
      const [values, baseline] = split(both);
      const { mean, interval } = pairedDifference(values, baseline);
      expect(mean).toBeCloseTo(meanAndInterval(values).mean - meanAndInterval(baseline).mean, 12);
      const turned = pairedDifference(baseline, values);
      expect(turned.mean).toBe(-mean);
      expect(turned.interval).toBe(interval);
    },
  );

  property.prop([
    pairs,
    fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 12, maxLength: 12 }),
  ])('what a seed adds to both of a pair drops out', (both, effects) => {
    const [values, baseline] = split(both);
    const shifted = (list: readonly number[]) => list.map((value, i) => value + (effects[i] ?? 0));
    const plain = pairedDifference(values, baseline);
    const moved = pairedDifference(shifted(values), shifted(baseline));
    expect(moved.mean).toBeCloseTo(plain.mean, 12);
    expect(moved.interval).toBeCloseTo(plain.interval ?? Number.NaN, 12);
  });
});

test.each<[string, number[], number[], string]>([
  ['lists of different lengths', [1, 2], [1], 'values.length'],
  ['nothing', [], [], 'values.length'],
  ['a value that is none', [1, Number.NaN], [1, 2], 'values[1]'],
  ['a baseline that is none', [1, 2], [Number.POSITIVE_INFINITY, 2], 'baseline[0]'],
])('%s is refused, and named', (_, values, baseline, argument) => {
  expect(() => pairedDifference(values, baseline)).toThrow(InvalidMetricInputError);
  expect(() => pairedDifference(values, baseline)).toThrow(expect.objectContaining({ argument }));
});
