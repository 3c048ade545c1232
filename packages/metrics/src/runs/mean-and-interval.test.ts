import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';
import { meanAndInterval } from './mean-and-interval';
import { studentT } from './student-t';

test.each([
  [1, 12.7062047362],
  [2, 4.3026527297],
  [3, 3.1824463053],
  [4, 2.7764451052],
  [9, 2.2621571628],
  [30, 2.0422724563],
  [1000, 1.9623390808],
])(
  't(0.975) of %i degrees of freedom is %f, as scipy.stats.t.ppf (1.17.1) gives it, within 1e-9',
  (degrees, expected) => {
    expect(Math.abs(studentT(0.95, degrees) - expected)).toBeLessThan(1e-9);
  },
);

test('five runs: mean 3, s² = 2.5, ± 2.776 · √(2.5 / 5)', () => {
  const { mean, interval, count } = meanAndInterval([1, 2, 3, 4, 5]);
  expect({ mean, count }).toEqual({ mean: 3, count: 5 });
  expect(interval).toBeCloseTo(2.7764451052 * Math.sqrt(0.5), 9);
});

test('a single run has a mean and no interval', () => {
  expect(meanAndInterval([0.7])).toEqual({ mean: 0.7, interval: undefined, count: 1 });
});

test.each([[[]], [[Number.NaN]], [[1, Number.POSITIVE_INFINITY]]])('%j is refused', (values) => {
  expect(() => meanAndInterval(values)).toThrow(InvalidMetricInputError);
});

const runs = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 });

property.prop([runs, fc.double({ min: -5, max: 5, noNaN: true })])(
  'shifting the values shifts the mean and keeps the interval; order does not matter',
  (values, shift) => {
    const plain = meanAndInterval(values);
    const moved = meanAndInterval(values.map((value) => value + shift).reverse());
    expect(moved.mean).toBeCloseTo(plain.mean + shift, 9);
    expect(moved.interval).toBeCloseTo(plain.interval ?? Number.NaN, 9);
  },
);
