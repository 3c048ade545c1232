import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { squareMatrix } from '../../test/arbitraries';
import { accuracyMatrix } from './accuracy-matrix';
import { accuracyOverTime } from './accuracy-over-time';
import { averageAccuracy, averageAccuracyOverAll } from './average-accuracy';
import { averageAnytimeAccuracy, averageIncrementalAccuracy } from './average-incremental-accuracy';
import { averageIntransigence, intransigence } from './intransigence';
import { learningAccuracy } from './learning-accuracy';
import { seenAccuracy } from './seen-accuracy';
import { streamAccuracy } from './stream-accuracy';
import { backwardTransfer, forwardTransfer, forwardTransferWithoutBaseline } from './transfer';
import { forwardTransferOverTime } from './transfer-over-time';

const matrix = accuracyMatrix(
  [100, 300, 100],
  [
    [1, 0.1, 0],
    [0.5, 0.75, 0.25],
    [0.25, 1, 0.5],
  ],
);

describe('three experiences worked out by hand', () => {
  test('seen or all, by experience or by sample: four accuracies', () => {
    expect(averageAccuracy(matrix, 1)).toBe(0.625); // (0.5 + 0.75) / 2
    expect(averageAccuracyOverAll(matrix, 1)).toBe(0.5); // (0.5 + 0.75 + 0.25) / 3
    expect(seenAccuracy(matrix, 1)).toBe(0.6875); // (50 + 225) / 400
    expect(streamAccuracy(matrix, 1)).toBe(0.6); // (50 + 225 + 25) / 500
  });

  test('average incremental accuracy: (1 + 0.6875 + 0.75) / 3; anytime: (1 + 0.625 + 1.75/3) / 3', () => {
    expect(averageIncrementalAccuracy(matrix)).toBeCloseTo(2.4375 / 3, 12);
    expect(averageIncrementalAccuracy(matrix, 0)).toBe(1);
    expect(averageAnytimeAccuracy(matrix)).toBeCloseTo((1.625 + 1.75 / 3) / 3, 12);
  });

  test('learning accuracy: (1 + 0.75 + 0.5) / 3; intransigence against an expert of each', () => {
    expect(learningAccuracy(matrix)).toBe(0.75);
    expect(learningAccuracy(matrix, 1)).toBe(0.875);
    expect(intransigence(matrix, [1, 1, 0.25])).toEqual([0, 0.25, -0.25]);
    expect(averageIntransigence(matrix, [1, 1, 0.25])).toBe(0);
    expect(averageIntransigence(matrix, [1, 1, null], 1)).toBe(0.125);
    expect(averageIntransigence(matrix, [1, 1, null])).toBeUndefined();
  });

  test('over time: (1 + 0.5 + 0.75 + 0.25 + 1 + 0.5) / 6 below the diagonal, (0.1 + 0 + 0.25) / 3 above', () => {
    expect(accuracyOverTime(matrix)).toBeCloseTo(4 / 6, 12);
    expect(accuracyOverTime(matrix, 1)).toBe(0.75); // (1 + 0.5 + 0.75) / 3
    expect(forwardTransferOverTime(matrix)).toBeCloseTo(0.35 / 3, 12);
  });

  test('just before learning: (0.1 + 0.25) / 2, which is no gain', () => {
    expect(forwardTransferWithoutBaseline(matrix)).toBeCloseTo(0.175, 12);
  });
});

const all = {
  averageAccuracyOverAll,
  averageAnytimeAccuracy,
  averageIncrementalAccuracy,
  accuracyOverTime,
  forwardTransferOverTime,
  forwardTransferWithoutBaseline,
  learningAccuracy,
  seenAccuracy,
};

test.each(Object.entries(all))('%s is undefined, not 0, before and without a measurement', (_, metric) => {
  expect(metric(accuracyMatrix([10, 10]))).toBeUndefined();
  expect(
    metric(
      accuracyMatrix(
        [10, 10],
        [
          [undefined, null],
          [null, undefined],
        ],
      ),
    ),
  ).toBeUndefined();
});

test('a reference of a wrong length or range is refused', () => {
  expect(() => intransigence(matrix, [1])).toThrow('reference.length is 1; expected 3');
  expect(() => intransigence(matrix, [1, 98, 1])).toThrow('reference[1] is 98');
});

property.prop([squareMatrix])('accuracies lie between the least and the greatest entry', (any) => {
  const entries = any.rows.flat();
  for (const metric of Object.values(all)) {
    const value = metric(any) ?? Number.NaN;
    expect(value).toBeGreaterThanOrEqual(Math.min(...entries) - 1e-12);
    expect(value).toBeLessThanOrEqual(Math.max(...entries) + 1e-12);
  }
});

property.prop([squareMatrix])('equivalent definitions agree', (any) => {
  const last = any.rows.length - 1;
  const number = (value: number | undefined) => value ?? Number.NaN;
  expect(averageAccuracyOverAll(any)).toBeCloseTo(number(averageAccuracy(any)), 12);
  expect(seenAccuracy(any)).toBe(streamAccuracy(any));
  expect(number(learningAccuracy(any)) + (last / (last + 1)) * number(backwardTransfer(any))).toBeCloseTo(
    number(averageAccuracy(any)),
    12,
  );
  const zero = any.samples.map(() => 0);
  expect(forwardTransferWithoutBaseline(any)).toBe(forwardTransfer(any, zero));
  expect(averageIntransigence(any, zero)).toBeCloseTo(-number(learningAccuracy(any)), 12);
});

property.prop([squareMatrix, fc.integer({ min: 1, max: 99 })])(
  'with test sets of one size, it makes no difference to count experiences or samples',
  ({ rows, samples }, size) => {
    const equal = accuracyMatrix(
      samples.map(() => size),
      rows,
    );
    expect(averageIncrementalAccuracy(equal)).toBeCloseTo(averageAnytimeAccuracy(equal) ?? Number.NaN, 12);
    expect(streamAccuracy(equal)).toBeCloseTo(averageAccuracyOverAll(equal) ?? Number.NaN, 12);
  },
);
