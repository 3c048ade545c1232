import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { InvalidMetricInputError } from '../shared/invalid-metric-input-error';
import { confusionMatrix } from './confusion-matrix';
import { perClassAccuracy } from './per-class-accuracy';

test('rows are labels, columns predictions; a class without samples has no accuracy', () => {
  const confusion = confusionMatrix([0, 0, 0, 1, 1], Uint8Array.of(0, 0, 2, 1, 0), 3);
  expect(confusion).toEqual([
    [2, 0, 1],
    [1, 1, 0],
    [0, 0, 0],
  ]);
  expect(perClassAccuracy(confusion)).toEqual([2 / 3, 0.5, undefined]);
});

test.each([
  ['predictions.length', () => confusionMatrix([0, 1], [0], 2)],
  ['labels[1]', () => confusionMatrix([0, 2], [0, 0], 2)],
  ['predictions[0]', () => confusionMatrix([0], [-1], 2)],
  ['predictions[0]', () => confusionMatrix([0], [Number.NaN], 2)],
  ['classes', () => confusionMatrix([], [], 2.5)],
  ['classes', () => confusionMatrix([], [], 1e9)],
  ['confusion[0].length', () => perClassAccuracy([[1, 0]])],
  ['confusion[0][0]', () => perClassAccuracy([[0.5]])],
])('an impossible %s is named in the error', (argument, act) => {
  expect(act).toThrow(InvalidMetricInputError);
  expect(act).toThrow(expect.objectContaining({ argument }));
});

const classes = 5;
const classId = fc.nat({ max: classes - 1 });
const pairs = fc.array(fc.tuple(classId, classId), { maxLength: 60 });
const confusionOf = (all: readonly (readonly [number, number])[]) =>
  confusionMatrix(
    all.map(([label]) => label),
    all.map(([, prediction]) => prediction),
    classes,
  );

property.prop([pairs])('row sums count labels, column sums count predictions', (all) => {
  const confusion = confusionOf(all);
  for (let c = 0; c < classes; c++) {
    const row = (confusion[c] ?? []).reduce((sum, count) => sum + count, 0);
    const column = confusion.reduce((sum, counts) => sum + (counts[c] ?? Number.NaN), 0);
    expect(row).toBe(all.filter(([label]) => label === c).length);
    expect(column).toBe(all.filter(([, prediction]) => prediction === c).length);
  }
});

property.prop([pairs, fc.nat()])('the order of the samples does not matter', (all, shift) => {
  const cut = all.length === 0 ? 0 : shift % all.length;
  expect(confusionOf([...all.slice(cut), ...all.slice(0, cut)].reverse())).toEqual(confusionOf(all));
});

property.prop([pairs])('accuracies per class lie in [0, 1]; right predictions give 1', (all) => {
  for (const accuracy of perClassAccuracy(confusionOf(all))) {
    if (accuracy !== undefined) expect(accuracy).toSatisfy((a: number) => a >= 0 && a <= 1);
  }
  for (const accuracy of perClassAccuracy(confusionOf(all.map(([label]) => [label, label])))) {
    expect(accuracy ?? 1).toBe(1);
  }
});
