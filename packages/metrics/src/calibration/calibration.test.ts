import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { labelled } from '../../test/arbitraries';
import { topKAccuracy } from '../classification/top-k-accuracy';
import { brierScore } from './brier-score';
import { expectedCalibrationError, maximumCalibrationError } from './calibration-error';
import { negativeLogLikelihood } from './negative-log-likelihood';
import { reliabilityDiagram } from './reliability-diagram';
import { softmax } from './softmax';

const probabilities = [
  [0.7, 0.2, 0.1],
  [0.1, 0.8, 0.1],
  [0.25, 0.35, 0.4],
  [0.05, 0.05, 0.9],
  [0.5, 0.3, 0.2],
  [0.34, 0.33, 0.33],
  [0.15, 0.25, 0.6],
  [0.6, 0.15, 0.25],
  [0.2, 0.7, 0.1],
  [0.05, 0.15, 0.8],
  [0.45, 0.5, 0.05],
  [0.02, 0.96, 0.02],
];
const labels = [0, 1, 1, 2, 2, 0, 2, 1, 1, 0, 0, 1];

describe('twelve samples, within 1e-12 of', () => {
  test('scikit-learn 1.9.1', () => {
    expect(negativeLogLikelihood(probabilities, labels)).toBeCloseTo(0.9185776021748416, 12); // log_loss(y, p)
    expect(brierScore(probabilities, labels)).toBeCloseTo(0.51215, 12); // brier_score_loss(y, p, scale_by_half=False)
    expect(topKAccuracy(probabilities, labels, 1)).toBeCloseTo(0.5833333333333334, 12); // top_k_accuracy_score(y, p, k=k)
    expect(topKAccuracy(probabilities, labels, 2)).toBeCloseTo(0.75, 12);
  });

  // NumPy 2.4.6: conf = p.max(1); ok = p.argmax(1) == y; the bins' gaps are abs(ok[i].mean() - conf[i].mean()), with i
  // - equal-width: np.where(np.digitize(conf, np.arange(bins + 1) / bins, right=True) - 1 == b)[0]
  // - equal-mass: np.array_split(np.argsort(conf, kind='stable'), bins)[b]
  test.each([
    ['equal-width', 5, 0.13333333333333336, 0.30000000000000004],
    ['equal-width', 10, 0.23333333333333334, 0.5],
    ['equal-width', 15, 0.23333333333333334, 0.5],
    ['equal-mass', 3, 0.13333333333333336, 0.185],
  ] as const)('NumPy: %s, %i bins, ECE %f, MCE %f', (binning, bins, expected, maximum) => {
    const options = { binning, bins };
    expect(expectedCalibrationError(probabilities, labels, options)).toBeCloseTo(expected, 12);
    expect(maximumCalibrationError(probabilities, labels, options)).toBeCloseTo(maximum, 12);
  });
});

test('15 bins of equal width are the default', () => {
  expect(reliabilityDiagram(probabilities, labels)).toHaveLength(15);
});

describe('four samples worked out by hand', () => {
  const four = [
    [0.5, 0.5],
    [0.25, 0.75],
    [0.75, 0.25],
    [0, 1],
  ];

  test('equal width: (0.25, 0.5], (0.5, 0.75] and (0.75, 1] have samples', () => {
    expect(reliabilityDiagram(four, [0, 0, 0, 1], { bins: 4 })).toEqual([
      { from: 0, to: 0.25, count: 0, confidence: undefined, accuracy: undefined },
      { from: 0.25, to: 0.5, count: 1, confidence: 0.5, accuracy: 1 },
      { from: 0.5, to: 0.75, count: 2, confidence: 0.75, accuracy: 0.5 },
      { from: 0.75, to: 1, count: 1, confidence: 1, accuracy: 1 },
    ]);
    expect(expectedCalibrationError(four, [0, 0, 0, 1], { bins: 4 })).toBe(0.25); // 0.5/4 + 2·0.25/4 + 0/4
    expect(maximumCalibrationError(four, [0, 0, 0, 1], { bins: 4 })).toBe(0.5);
  });

  test('equal mass: the two of confidence 0.75 stay together, which leaves three bins of four', () => {
    expect(reliabilityDiagram(four, [0, 0, 0, 1], { bins: 4, binning: 'equal-mass' })).toEqual([
      { from: 0.5, to: 0.5, count: 1, confidence: 0.5, accuracy: 1 },
      { from: 0.75, to: 0.75, count: 2, confidence: 0.75, accuracy: 0.5 },
      { from: 1, to: 1, count: 1, confidence: 1, accuracy: 1 },
    ]);
  });

  test('Brier: (0.5 + 1.125 + 0.125 + 0) / 4; likelihood: (ln 2 + ln 4 + ln 4/3 + 0) / 4', () => {
    expect(brierScore(four, [0, 0, 0, 1])).toBe(0.4375);
    expect(negativeLogLikelihood(four, [0, 0, 0, 1])).toBeCloseTo(Math.log((2 * 4 * 4) / 3) / 4, 12);
    expect(negativeLogLikelihood(four, [0, 0, 0, 0])).toBe(Number.POSITIVE_INFINITY);
  });
});

test('softmax neither overflows nor gives a masked class anything', () => {
  expect(softmax([1000, 1000, Number.NEGATIVE_INFINITY])).toEqual([0.5, 0.5, 0]);
  expect(softmax(Float32Array.of(0, Math.log(3)))[1]).toBeCloseTo(0.75, 6);
});

test('without samples nothing is measured', () => {
  for (const metric of [
    brierScore,
    negativeLogLikelihood,
    expectedCalibrationError,
    maximumCalibrationError,
  ]) {
    expect(metric([], [])).toBeUndefined();
  }
  expect(reliabilityDiagram([], [], { binning: 'equal-mass' })).toEqual([]);
  expect(reliabilityDiagram([], [], { bins: 1 })).toEqual([
    { from: 0, to: 1, count: 0, confidence: undefined, accuracy: undefined },
  ]);
});

test.each<[string, () => unknown]>([
  ['probabilities[0][1]', () => brierScore([[0.5, -0.5]], [0])],
  [
    'the sum of probabilities[1]',
    () =>
      brierScore(
        [
          [1, 0],
          [0.5, 0.25],
        ],
        [0, 0],
      ),
  ],
  ['labels.length', () => negativeLogLikelihood([[1, 0]], [0, 1])],
  ['binning', () => reliabilityDiagram([[1, 0]], [0], { binning: 'adaptive' as 'equal-mass' })],
  ['bins', () => expectedCalibrationError([[1, 0]], [0], { bins: 0 })],
  ['bins', () => expectedCalibrationError([[1, 0]], [0], { bins: 10_001 })],
  ['bins', () => reliabilityDiagram([[1, 0]], [0], { bins: 1e9, binning: 'equal-mass' })],
  ['the greatest of logits', () => softmax([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])],
  ['the greatest of logits', () => softmax([Number.NaN, 1])],
  ['the greatest of logits', () => softmax([Number.POSITIVE_INFINITY, 1])],
  ['the greatest of logits', () => softmax([])],
])('an impossible %s is named in the error', (argument, act) => {
  expect(act).toThrow(expect.objectContaining({ name: 'InvalidMetricInputError', argument }));
});

test('logits in the place of probabilities: the error says what to type', () => {
  expect(() => brierScore([[2, 1]], [0])).toThrow('Turn logits into probabilities with softmax(logits).');
});

const options = fc.record({
  bins: fc.integer({ min: 1, max: 20 }),
  binning: fc.constantFrom('equal-width' as const, 'equal-mass' as const),
});

property.prop([labelled, options, fc.nat()])(
  'ranges, and the order of samples does not matter',
  (samples, how, shift) => {
    const turned = samples.map((_, i) => samples[(i + shift) % samples.length] as (typeof samples)[0]);
    const measure = (list: typeof samples) => {
      const [rows, ids] = [list.map(({ row }) => row), list.map(({ label }) => label)];
      return {
        diagram: reliabilityDiagram(rows, ids, how),
        error: expectedCalibrationError(rows, ids, how) ?? Number.NaN,
        greatest: maximumCalibrationError(rows, ids, how) ?? Number.NaN,
        brier: brierScore(rows, ids) ?? Number.NaN,
        likelihood: negativeLogLikelihood(rows, ids) ?? Number.NaN,
        accuracy: topKAccuracy(rows, ids, 1),
      };
    };
    const plain = measure(samples);
    const other = measure(turned);
    expect(other.diagram).toEqual(plain.diagram);
    expect(other.brier).toBeCloseTo(plain.brier, 12);
    expect(plain.error).toBeGreaterThanOrEqual(0);
    expect(plain.error).toBeLessThanOrEqual(plain.greatest + 1e-12);
    expect(plain.greatest).toBeLessThanOrEqual(1);
    expect(plain.brier).toSatisfy((value: number) => value >= 0 && value <= 2 + 1e-12);
    expect(plain.likelihood).toBeGreaterThanOrEqual(0);
    // The bins hold every sample once.
    expect(plain.diagram.reduce((sum, { count }) => sum + count, 0)).toBe(samples.length);
    const correct = plain.diagram.reduce((sum, { count, accuracy }) => sum + count * (accuracy ?? 0), 0);
    expect(correct / samples.length).toBeCloseTo(plain.accuracy ?? Number.NaN, 12);
    for (const { from, to, confidence } of plain.diagram) {
      if (confidence === undefined) continue;
      expect(confidence).toBeGreaterThanOrEqual(from - 1e-12);
      expect(confidence).toBeLessThanOrEqual(to + 1e-12);
    }
  },
);

property.prop([labelled])('with one bin, both kinds are |accuracy − mean confidence|', (samples) => {
  const [rows, ids] = [samples.map(({ row }) => row), samples.map(({ label }) => label)];
  const confidence = rows.reduce((sum, row) => sum + Math.max(...row), 0) / rows.length;
  const gap = Math.abs((topKAccuracy(rows, ids, 1) ?? Number.NaN) - confidence);
  for (const binning of ['equal-width', 'equal-mass'] as const) {
    expect(expectedCalibrationError(rows, ids, { bins: 1, binning })).toBeCloseTo(gap, 12);
  }
});

property.prop([labelled])('right and certain: every score is 0', (samples) => {
  const ids = samples.map(({ label }) => label);
  const certain = ids.map((id) => [0, 1, 2, 3].map((c) => (c === id ? 1 : 0)));
  for (const metric of [
    brierScore,
    negativeLogLikelihood,
    expectedCalibrationError,
    maximumCalibrationError,
  ]) {
    expect(metric(certain, ids)).toBe(0);
  }
});
