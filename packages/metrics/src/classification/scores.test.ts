import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { labelled } from '../../test/arbitraries';
import { accuracyMatrix } from '../stream/accuracy-matrix';
import { averageForgettingFromFirst } from '../stream/forgetting-from-first';
import { cumulativeAccuracy } from './cumulative-accuracy';
import { meanTrueClassProbability } from './mean-true-class-probability';
import { taskMaskedAccuracy } from './task-masked-accuracy';
import { topKAccuracy } from './top-k-accuracy';

/** Two tasks, {0, 1} and {2, 3}. Alone, 2 of 4 are right; among the classes of their task, 3 of 4. */
const scores = [
  [5, 1, 0, 0], // 0, right
  [0, 2, 3, 0], // 1, taken for 2: only the tasks are confused
  [0, 0, 1, 4], // 2, taken for 3: wrong within its task, too
  [0, 0, 1, Number.POSITIVE_INFINITY], // 3, right
];
const labels = [0, 1, 2, 3];
const tasks = [
  [0, 1],
  [2, 3],
];

describe('four samples worked out by hand', () => {
  test('top-k: the second guess of two of them is right', () => {
    expect([1, 2, 4, 9].map((k) => topKAccuracy(scores, labels, k))).toEqual([0.5, 1, 1, 1]);
  });

  test('of equal scores the lower class comes first', () => {
    expect(topKAccuracy([[1, 1, 1]], [0], 1)).toBe(1);
    expect(topKAccuracy([[1, 1, 1]], [1], 1)).toBe(0);
    expect(topKAccuracy([Float32Array.of(1, 1, 1)], Uint8Array.of(1), 2)).toBe(1);
    expect(taskMaskedAccuracy([[1, 1, 1]], [1], [[2, 1]])).toEqual([1]);
  });

  test('among the classes of each task, and among those up to it', () => {
    expect(taskMaskedAccuracy(scores, labels, tasks)).toEqual([1, 0.5]);
    expect(cumulativeAccuracy(scores, labels, tasks)).toEqual([1, 0.5]);
    expect(taskMaskedAccuracy(scores, labels, [[0, 2], []])).toEqual([1, undefined]);
  });

  test('cumulative forgetting: the first task is still known where its classes compete alone', () => {
    const rows = [[1, undefined], cumulativeAccuracy(scores, labels, tasks)];
    expect(averageForgettingFromFirst(accuracyMatrix([2, 4], rows))).toBe(0);
  });

  test('mean probability of the right class, of old and new ones', () => {
    const probabilities = [
      [0.25, 0.25, 0.5],
      [0, 0.75, 0.25],
      [0, 0, 1],
    ];
    expect(meanTrueClassProbability(probabilities, [0, 1, 2], [[0, 1], [2], []])).toEqual([
      0.5,
      1,
      undefined,
    ]);
  });
});

test('without samples nothing is measured', () => {
  expect(topKAccuracy([], [], 1)).toBeUndefined();
  expect(taskMaskedAccuracy([], [], tasks)).toEqual([undefined, undefined]);
  expect(cumulativeAccuracy([], [], tasks)).toEqual([undefined, undefined]);
  expect(meanTrueClassProbability([], [], tasks)).toEqual([undefined, undefined]);
});

test.each<[string, () => unknown]>([
  ['labels.length', () => topKAccuracy([[1, 0]], [], 1)],
  ['scores[1].length', () => topKAccuracy([[1, 0], [1]], [0, 0], 1)],
  ['scores[0][1]', () => topKAccuracy([[1, Number.NaN]], [0], 1)],
  ['labels[0]', () => topKAccuracy([[1, 0]], [2], 1)],
  ['k', () => topKAccuracy([[1, 0]], [0], 0)],
  ['tasks[1][0]', () => taskMaskedAccuracy([[1, 0]], [0], [[0], [2]])],
  ['groups[0][1]', () => meanTrueClassProbability([[1, 0]], [0], [[0, 2]])],
  ['probabilities[0][0]', () => meanTrueClassProbability([[3, -2]], [0], [[0]])],
])('an impossible %s is named in the error', (argument, act) => {
  expect(act).toThrow(expect.objectContaining({ name: 'InvalidMetricInputError', argument }));
});

const rowsOf = (samples: { row: number[] }[]) => samples.map(({ row }) => row);
const labelsOf = (samples: { label: number }[]) => samples.map(({ label }) => label);

property.prop([labelled, fc.nat()])('ranges, order of samples, rising k', (samples, shift) => {
  const turned = samples.map((_, i) => samples[(i + shift) % samples.length] as (typeof samples)[0]);
  let below = 0;
  for (const k of [1, 2, 3, 4]) {
    const value = topKAccuracy(rowsOf(samples), labelsOf(samples), k) ?? Number.NaN;
    expect(topKAccuracy(rowsOf(turned), labelsOf(turned), k)).toBe(value);
    expect(value).toBeGreaterThanOrEqual(below);
    below = value;
  }
  expect(below).toBe(1);
  const probability = (list: typeof samples) =>
    meanTrueClassProbability(rowsOf(list), labelsOf(list), [[0, 1, 2, 3]])[0] ?? Number.NaN;
  expect(probability(turned)).toBeCloseTo(probability(samples), 12);
  expect(probability(samples)).toSatisfy((value: number) => value >= 0 && value <= 1);
});

property.prop([labelled])(
  'one task of all classes is top-1; fewer classes to choose among never hurt',
  (samples) => {
    const [rows, ids] = [rowsOf(samples), labelsOf(samples)];
    const top = topKAccuracy(rows, ids, 1) ?? Number.NaN;
    expect(taskMaskedAccuracy(rows, ids, [[3, 2, 1, 0]])).toEqual([top]);
    expect(
      cumulativeAccuracy(rows, ids, [
        [0, 1],
        [2, 3],
      ])[1],
    ).toBe(top);
    const counts = tasks.map((task) => ids.filter((id) => task.includes(id)).length);
    const masked = taskMaskedAccuracy(rows, ids, tasks).reduce<number>(
      (sum, value, t) => sum + (value ?? 0) * (counts[t] as number),
      0,
    );
    expect(masked / samples.length).toBeGreaterThanOrEqual(top - 1e-12);
  },
);
