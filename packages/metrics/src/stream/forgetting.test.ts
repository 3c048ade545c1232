import { test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { squareMatrix } from '../../test/arbitraries';
import { accuracyMatrix } from './accuracy-matrix';
import { averageForgettingFromBest, forgettingFromBest } from './forgetting-from-best';
import { averageForgettingFromFirst, forgettingFromFirst } from './forgetting-from-first';
import { averageRelativeForgetting, relativeForgetting } from './relative-forgetting';
import { positiveBackwardTransfer, remembering } from './remembering';
import { backwardTransfer } from './transfer';
import { backwardTransferOverTime } from './transfer-over-time';

const matrix = accuracyMatrix(
  [10, 10, 10],
  [
    [0.5, 0.9, 0],
    [0.75, 0.5, 0],
    [0.25, 0.75, 1],
  ],
);

describe('three experiences worked out by hand', () => {
  test('from first: learned minus now; from best: the best since it was learned minus now', () => {
    expect(forgettingFromFirst(matrix)).toEqual([0.25, -0.25, undefined]);
    expect(averageForgettingFromFirst(matrix)).toBe(0);
    // The 0.9 of experience 1 was measured before it was learned and has no part in it.
    expect(forgettingFromBest(matrix)).toEqual([0.5, -0.25, undefined]);
    expect(averageForgettingFromBest(matrix)).toBe(0.125);
    expect(forgettingFromBest(matrix, 1)).toEqual([-0.25, undefined, undefined]);
  });

  test('relative: what share of the accuracy when learned is lost', () => {
    expect(relativeForgetting(matrix)).toEqual([0.5, -0.5, undefined]);
    expect(averageRelativeForgetting(matrix)).toBe(0);
  });

  test('over time: ((0.75 − 0.5) + (0.25 − 0.5) + (0.75 − 0.5)) / 3', () => {
    expect(backwardTransferOverTime(matrix)).toBeCloseTo(0.25 / 3, 12);
    expect(positiveBackwardTransfer(matrix)).toBeCloseTo(0.25 / 3, 12);
    expect(remembering(matrix)).toBe(1);
    const forgetful = accuracyMatrix(
      [1, 1],
      [
        [1, 0],
        [0.25, 1],
      ],
    );
    expect(positiveBackwardTransfer(forgetful)).toBe(0);
    expect(remembering(forgetful)).toBe(0.25);
  });
});

test('an accuracy of 0 leaves nothing to lose a share of', () => {
  const never = accuracyMatrix(
    [1, 1],
    [
      [0, 0],
      [0, 1],
    ],
  );
  expect(forgettingFromFirst(never)).toEqual([0, undefined]);
  expect(relativeForgetting(never)).toEqual([undefined, undefined]);
  expect(averageRelativeForgetting(never)).toBeUndefined();
});

test('a hole since it was learned leaves the best unknown; one before it does not matter', () => {
  const holes = accuracyMatrix(
    [1, 1, 1],
    [
      [1, null, null],
      [null, 1, null],
      [0.5, 0.5, 1],
    ],
  );
  expect(forgettingFromFirst(holes)).toEqual([0.5, 0.5, undefined]);
  expect(forgettingFromBest(holes)).toEqual([undefined, 0.5, undefined]);
  expect(averageForgettingFromBest(holes)).toBeUndefined();
  expect(backwardTransferOverTime(holes)).toBeUndefined();
  expect(remembering(holes)).toBeUndefined();
  expect(positiveBackwardTransfer(holes)).toBeUndefined();
});

property.prop([squareMatrix])('never less from the best than from the first, and both in [−1, 1]', (any) => {
  const first = averageForgettingFromFirst(any) ?? Number.NaN;
  const best = averageForgettingFromBest(any) ?? Number.NaN;
  expect(first).toBeGreaterThanOrEqual(-1);
  expect(best).toBeGreaterThanOrEqual(first - 1e-12);
  expect(best).toBeLessThanOrEqual(1);
});

property.prop([squareMatrix])('after the second experience all conventions agree', (any) => {
  const first = averageForgettingFromFirst(any, 1) ?? Number.NaN;
  expect(averageForgettingFromBest(any, 1)).toBe(first);
  expect(backwardTransferOverTime(any, 1)).toBeCloseTo(-first, 12);
  expect(backwardTransfer(any, 1)).toBeCloseTo(-first, 12);
});

property.prop([squareMatrix])(
  'backwardTransferOverTime = positiveBackwardTransfer − (1 − remembering)',
  (any) => {
    const transfer = backwardTransferOverTime(any) ?? Number.NaN;
    const parts = [positiveBackwardTransfer(any) ?? Number.NaN, remembering(any) ?? Number.NaN] as const;
    expect(parts[0] - (1 - parts[1])).toBeCloseTo(transfer, 12);
    for (const part of parts) expect(part).toSatisfy((value: number) => value >= 0 && value <= 1);
  },
);

property.prop([squareMatrix])('a share of what was learned is at least the difference', (any) => {
  for (const [e, share] of relativeForgetting(any).entries()) {
    const difference = forgettingFromFirst(any)[e] ?? Number.NaN;
    if (share !== undefined) expect(Math.abs(share)).toBeGreaterThanOrEqual(Math.abs(difference) - 1e-12);
  }
});
