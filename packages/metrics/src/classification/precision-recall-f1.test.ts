import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { balancedAccuracy } from './balanced-accuracy';
import { groupAccuracy } from './group-accuracy';
import { macroPrecisionRecallF1, precisionRecallF1 } from './precision-recall-f1';

/** Class 2 is never predicted, class 3 has no samples. */
const confusion = [
  [5, 2, 0, 1],
  [1, 7, 0, 0],
  [3, 1, 0, 0],
  [0, 0, 0, 0],
];

test('per class and macro, as scikit-learn 1.9.1 has them', () => {
  // y, p = the samples that the matrix counts;
  // precision_recall_fscore_support(y, p, labels=range(4), zero_division=np.nan), then with average='macro'
  expect(precisionRecallF1(confusion)).toEqual([
    { precision: 5 / 9, recall: 0.625, f1: 10 / 17 },
    { precision: 0.7, recall: 0.875, f1: 7 / 9 },
    { precision: undefined, recall: 0, f1: 0 },
    { precision: 0, recall: undefined, f1: 0 },
  ]);
  const macro = macroPrecisionRecallF1(confusion);
  expect(macro.precision).toBeCloseTo(0.4185185185185185, 12);
  expect(macro.recall).toBe(0.5);
  expect(macro.f1).toBeCloseTo(0.3415032679738562, 12);
  expect(balancedAccuracy(confusion)).toBe(0.5); // balanced_accuracy_score(y, p)
});

test('old and new classes: (5 + 7) / 16 and 0 / 4; a group without samples has no accuracy', () => {
  expect(groupAccuracy(confusion, [[0, 1], [2, 3], [3], [0, 0, 1]])).toEqual([0.75, 0, undefined, 0.75]);
  expect(() => groupAccuracy(confusion, [[0], [1, 4]])).toThrow('groups[1][1] is 4');
});

test('without samples nothing is measured', () => {
  const nothing = { precision: undefined, recall: undefined, f1: undefined };
  expect(precisionRecallF1([[0]])).toEqual([nothing]);
  expect(macroPrecisionRecallF1([[0]])).toEqual(nothing);
  expect(macroPrecisionRecallF1([])).toEqual(nothing);
  expect(balancedAccuracy([[0]])).toBeUndefined();
});

const square = fc.array(fc.array(fc.nat({ max: 9 }), { minLength: 4, maxLength: 4 }), {
  minLength: 4,
  maxLength: 4,
});

property.prop([square])('F1 is the harmonic mean; transposing exchanges precision and recall', (any) => {
  const turned = precisionRecallF1(any.map((_, c) => any.map((row) => row[c] as number)));
  for (const [c, { precision, recall, f1 }] of precisionRecallF1(any).entries()) {
    expect(turned[c]).toEqual({ precision: recall, recall: precision, f1 });
    if (precision && recall) expect(f1).toBeCloseTo(2 / (1 / precision + 1 / recall), 12);
  }
});

property.prop([square])(
  'macro means lie in [0, 1], recall is the balanced accuracy; one group of all is the accuracy',
  (any) => {
    const macro = macroPrecisionRecallF1(any);
    expect(macro.recall).toBe(balancedAccuracy(any));
    for (const value of Object.values(macro)) {
      if (value !== undefined) expect(value).toSatisfy((each: number) => each >= 0 && each <= 1 + 1e-12);
    }
    const total = any.flat().reduce((sum, count) => sum + count, 0);
    const right = any.reduce((sum, row, c) => sum + (row[c] as number), 0);
    expect(groupAccuracy(any, [[0, 1, 2, 3]])).toEqual([total === 0 ? undefined : right / total]);
  },
);
