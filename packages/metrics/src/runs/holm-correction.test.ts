import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { holmCorrection } from './holm-correction';

// statsmodels 0.15.0: multipletests(p, method='holm')[1]
test.each([
  [
    [0.01, 0.04, 0.03, 0.005],
    [0.03, 0.06, 0.06, 0.02],
  ],
  [
    [0.2, 0.001, 0.5, 0.02, 0.02, 0.9],
    [0.6, 0.006, 1, 0.1, 0.1, 1],
  ],
  [[0.05], [0.05]],
])('%j become %j, as statsmodels has it, within 1e-12', (given, expected) => {
  for (const [i, p] of holmCorrection(given).entries()) expect(p).toBeCloseTo(expected[i] as number, 12);
});

test('a comparison that was not made does not count', () => {
  expect(holmCorrection([undefined, 0.02, undefined, 0.01])).toEqual([undefined, 0.02, undefined, 0.02]);
  expect(holmCorrection([])).toEqual([]);
});

test.each([[[0.5, 1.5]], [[0.5, Number.NaN]], [[0.5, -0.1]]])('%j is refused', (given) => {
  expect(() => holmCorrection(given)).toThrow(expect.objectContaining({ argument: 'pValues[1]' }));
});

const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });

property.prop([values, fc.nat()])(
  'between p and Bonferroni’s m·p, never above 1, in the order of the p-values, whatever the order given',
  (given, shift) => {
    const corrected = holmCorrection(given) as number[];
    for (const [i, p] of given.entries()) {
      expect(corrected[i]).toBeGreaterThanOrEqual(p);
      expect(corrected[i]).toBeLessThanOrEqual(Math.min(1, given.length * Math.max(p, 0)) + 1e-12);
      for (const [j, other] of given.entries()) {
        if (p < other) expect(corrected[i]).toBeLessThanOrEqual(corrected[j] as number);
      }
    }
    const turn = <T>(list: readonly T[]) => list.map((_, i) => list[(i + shift) % list.length] as T);
    expect(holmCorrection(turn(given))).toEqual(turn(corrected));
  },
);
