import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { balancedAccuracy } from '../classification/balanced-accuracy';
import { perClassAccuracy } from '../classification/per-class-accuracy';
import { averageMeanClassAccuracy } from './average-mean-class-accuracy';

test('two experiences, three classes, one without test samples: ((1 + 0) / 2 + (0.5 + 0.75) / 2) / 2', () => {
  expect(
    averageMeanClassAccuracy([
      [1, 0, null],
      [0.5, 0.75, undefined],
    ]),
  ).toBe(0.5625);
});

test('a class measured only now and then makes it undefined, and so does no class at all', () => {
  expect(
    averageMeanClassAccuracy([
      [1, null],
      [0.5, 0.75],
    ]),
  ).toBeUndefined();
  expect(averageMeanClassAccuracy([[null], [null]])).toBeUndefined();
  expect(averageMeanClassAccuracy([])).toBeUndefined();
});

test('rows of different lengths and impossible accuracies are refused', () => {
  expect(() => averageMeanClassAccuracy([[1], [1, 1]])).toThrow('rows[1].length is 2; expected 1');
  expect(() => averageMeanClassAccuracy([[98]])).toThrow('rows[0][0] is 98');
});

const confusions = fc.array(
  fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }), {
    minLength: 3,
    maxLength: 3,
  }),
  { minLength: 1, maxLength: 4 },
);

property.prop([confusions])('it is the mean of the balanced accuracies', (all) => {
  const balanced = all.map((confusion) => balancedAccuracy(confusion) ?? Number.NaN);
  expect(averageMeanClassAccuracy(all.map(perClassAccuracy))).toBeCloseTo(
    balanced.reduce((sum, value) => sum + value, 0) / all.length,
    12,
  );
});
