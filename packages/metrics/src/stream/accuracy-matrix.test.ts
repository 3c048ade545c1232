import { expect, test } from 'vitest';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';
import { accuracyMatrix, withAccuracy } from './accuracy-matrix';
import { averageAccuracy } from './average-accuracy';

test('measurements arrive in any order and leave the given matrix as it was', () => {
  const empty = accuracyMatrix([10, 20]);
  const late = withAccuracy(empty, { after: 1, experience: 0, accuracy: 0.5 });
  const both = withAccuracy(late, { after: 1, experience: 1, accuracy: 1 });
  expect(empty.rows).toEqual([]);
  expect(late.rows).toEqual([
    [undefined, undefined],
    [0.5, undefined],
  ]);
  expect(both.rows[1]).toEqual([0.5, 1]);
});

test('a matrix survives JSON: not measured stays not measured', () => {
  const matrix = withAccuracy(accuracyMatrix([10, 20]), { after: 1, experience: 0, accuracy: 0.5 });
  const copy = JSON.parse(JSON.stringify(matrix));
  expect(copy.rows[0]).toEqual([null, null]);
  expect(averageAccuracy(copy, 1)).toBeUndefined();
  expect(averageAccuracy(withAccuracy(copy, { after: 1, experience: 1, accuracy: 1 }))).toBe(0.75);
});

test('new-instances streams learn more experiences than they have test sets', () => {
  const matrix = accuracyMatrix([100], [[0.2], [0.4], [0.6]]);
  expect(averageAccuracy(matrix, 1)).toBe(0.4);
  expect(averageAccuracy(matrix)).toBe(0.6);
});

test.each([
  ['samples[1]', () => accuracyMatrix([10, 0])],
  ['samples[0]', () => accuracyMatrix([2.5])],
  ['rows[0].length', () => accuracyMatrix([10, 10], [[0.5]])],
  ['rows[0][1]', () => accuracyMatrix([10, 10], [[0.5, 1.5]])],
  ['rows[1][0]', () => accuracyMatrix([10], [[0.5], [Number.NaN]])],
  ['experience', () => withAccuracy(accuracyMatrix([10]), { after: 0, experience: 1, accuracy: 1 })],
  ['after', () => withAccuracy(accuracyMatrix([10]), { after: -1, experience: 0, accuracy: 1 })],
  ['after', () => withAccuracy(accuracyMatrix([10]), { after: 1e9, experience: 0, accuracy: 1 })],
  ['after', () => averageAccuracy(accuracyMatrix([10], [[1]]), 1)],
])('an impossible %s is named in the error', (argument, act) => {
  expect(act).toThrow(InvalidMetricInputError);
  expect(act).toThrow(expect.objectContaining({ name: 'InvalidMetricInputError', argument }));
});

test('an error says what was given, what was expected and what to do', () => {
  expect(() => accuracyMatrix([10], [[98]])).toThrow(
    'rows[0][0] is 98; expected an accuracy in [0, 1], undefined or null. Divide percentages by 100',
  );
});
