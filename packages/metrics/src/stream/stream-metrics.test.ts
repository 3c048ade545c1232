import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { squareMatrix } from '../../test/arbitraries';
import { confusionMatrix } from '../classification/confusion-matrix';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';
import { accuracyMatrix } from './accuracy-matrix';
import { averageAccuracy } from './average-accuracy';
import { averageForgettingFromFirst, forgettingFromFirst } from './forgetting-from-first';
import { streamAccuracy } from './stream-accuracy';
import { backwardTransfer, forwardTransfer } from './transfer';

describe('three experiences worked out by hand', () => {
  const matrix = accuracyMatrix(
    [100, 300, 100],
    [
      [1, 0.1, 0],
      [0.5, 0.75, 0.25],
      [0.25, 1, 0.5],
    ],
  );

  test('average accuracy counts every seen experience the same', () => {
    expect([0, 1, 2].map((k) => averageAccuracy(matrix, k))).toEqual([1, 0.625, 1.75 / 3]);
    expect(averageAccuracy(matrix)).toBe(1.75 / 3);
  });

  test('stream accuracy counts every sample the same, unseen experiences included', () => {
    // (100·1 + 300·0.1 + 100·0) / 500 and (25 + 300 + 50) / 500
    expect(streamAccuracy(matrix, 0)).toBeCloseTo(0.26, 12);
    expect(streamAccuracy(matrix)).toBe(0.75);
  });

  test('forgetting: learned minus now; negative where later learning helped', () => {
    expect(forgettingFromFirst(matrix)).toEqual([0.75, -0.25, undefined]);
    expect(forgettingFromFirst(matrix, 1)).toEqual([0.5, undefined, undefined]);
    expect(averageForgettingFromFirst(matrix)).toBe(0.25);
  });

  test('backward and forward transfer', () => {
    expect(backwardTransfer(matrix)).toBe(-0.25);
    // ((0.1 − 0.2) + (0.25 − 0.05)) / 2; the first baseline has no part in it
    expect(forwardTransfer(matrix, [null, 0.2, 0.05])).toBeCloseTo(0.05, 12);
  });
});

test('nothing is measured before the first row, and nothing is forgotten after it', () => {
  const empty = accuracyMatrix([10, 10]);
  for (const metric of [averageAccuracy, streamAccuracy, averageForgettingFromFirst, backwardTransfer]) {
    expect(metric(empty)).toBeUndefined();
  }
  expect(forgettingFromFirst(empty)).toEqual([undefined, undefined]);
  expect(averageForgettingFromFirst(accuracyMatrix([10, 10], [[1, 0]]))).toBeUndefined();
  expect(forwardTransfer(accuracyMatrix([10], [[1]]), [0.5])).toBeUndefined();
});

test('a hole undefines what needs it and nothing else', () => {
  const matrix = accuracyMatrix(
    [10, 10, 10],
    [
      [0.5, undefined, undefined],
      [0.5, undefined, undefined],
      [0.25, 0.5, 0.75],
    ],
  );
  expect(forgettingFromFirst(matrix)).toEqual([0.25, undefined, undefined]);
  expect(averageForgettingFromFirst(matrix)).toBeUndefined();
  expect(forwardTransfer(matrix, [0, 0, 0])).toBeUndefined();
  expect(averageAccuracy(matrix)).toBe(0.5);
  expect(averageAccuracy(matrix, 0)).toBe(0.5);
  expect(streamAccuracy(matrix, 0)).toBeUndefined();
});

test('a baseline of a wrong length or range is refused', () => {
  const matrix = accuracyMatrix([10, 10], [[1, 0]]);
  expect(() => forwardTransfer(matrix, [0.1])).toThrow('baseline.length is 1; expected 2');
  expect(() => forwardTransfer(matrix, [0.1, 2])).toThrow(InvalidMetricInputError);
});

const accuracy = fc.double({ min: 0, max: 1, noNaN: true });

property.prop([squareMatrix])('accuracies stay in [0, 1], differences in [−1, 1]', (matrix) => {
  for (const value of [averageAccuracy(matrix), streamAccuracy(matrix)]) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1 + 1e-12);
  }
  const baseline = matrix.samples.map(() => 0.5);
  for (const value of [averageForgettingFromFirst(matrix), forwardTransfer(matrix, baseline)]) {
    expect(Math.abs(value ?? Number.NaN)).toBeLessThanOrEqual(1 + 1e-12);
  }
});

property.prop([accuracy, fc.integer({ min: 2, max: 8 })])('a constant matrix: no forgetting', (a, n) => {
  const matrix = accuracyMatrix(
    Array(n).fill(7),
    Array.from({ length: n }, () => Array(n).fill(a)),
  );
  expect(averageForgettingFromFirst(matrix)).toBe(0);
  expect(backwardTransfer(matrix)).toBe(0);
  expect(averageAccuracy(matrix)).toBeCloseTo(a, 12);
  expect(streamAccuracy(matrix)).toBeCloseTo(a, 12);
});

property.prop([squareMatrix])('backward transfer is forgetting, negated', (matrix) => {
  expect((backwardTransfer(matrix) ?? Number.NaN) + (averageForgettingFromFirst(matrix) ?? Number.NaN)).toBe(
    0,
  );
});

property.prop([squareMatrix, fc.nat()])(
  'the order of the test sets does not matter to the accuracies',
  (matrix, shift) => {
    const turn = <T>(values: readonly T[]) => values.map((_, i) => values[(i + shift) % values.length] as T);
    const turned = { samples: turn(matrix.samples), rows: matrix.rows.map(turn) };
    expect(streamAccuracy(turned)).toBeCloseTo(streamAccuracy(matrix) ?? Number.NaN, 12);
    expect(averageAccuracy(turned)).toBeCloseTo(averageAccuracy(matrix) ?? Number.NaN, 12);
  },
);

const classes = 4;
const classId = fc.nat({ max: classes - 1 });
const predicted = fc.array(fc.tuple(classId, classId), { minLength: 1, maxLength: 40 });

property.prop([fc.array(predicted, { minLength: 1, maxLength: 5 })])(
  'stream accuracy = trace / total of the confusion matrix of all test samples',
  (experiences) => {
    const matrix = accuracyMatrix(
      experiences.map((pairs) => pairs.length),
      [experiences.map((pairs) => pairs.filter(([label, guess]) => label === guess).length / pairs.length)],
    );
    const all = experiences.flat();
    const confusion = confusionMatrix(
      all.map(([label]) => label),
      all.map(([, guess]) => guess),
      classes,
    );
    const trace = confusion.reduce((sum, row, c) => sum + (row[c] ?? Number.NaN), 0);
    expect(streamAccuracy(matrix)).toBeCloseTo(trace / all.length, 12);
  },
);
