import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { wilsonInterval } from './wilson-interval';

// statsmodels 0.15.0: proportion_confint(correct, samples, method='wilson')
test.each([
  [8, 10, 0.49016247153664183, 0.9433178485456247],
  [0, 20, 0, 0.1611251580528194],
  [20, 20, 0.8388748419471804, 1],
  [9512, 10000, 0.9468012612097013, 0.9552522186606002],
])('%i of %i: from %f to %f, as statsmodels has it, within 1e-12', (correct, samples, low, high) => {
  const interval = wilsonInterval(correct, samples);
  expect(interval?.low).toBeCloseTo(low, 12);
  expect(interval?.high).toBeCloseTo(high, 12);
});

test('of no samples there is none', () => {
  expect(wilsonInterval(0, 0)).toBeUndefined();
});

test('a share in the place of a count is refused', () => {
  expect(() => wilsonInterval(0.98, 100)).toThrow(
    'correct is 0.98; expected an integer in [0, 101). Give a count',
  );
  expect(() => wilsonInterval(3, 2)).toThrow('correct is 3');
  expect(() => wilsonInterval(0, -1)).toThrow('samples is -1');
});

property.prop([fc.integer({ min: 1, max: 500 }), fc.nat()])(
  'it holds the accuracy, stays in [0, 1], and mirrors when right and wrong are exchanged',
  (samples, any) => {
    const correct = any % (samples + 1);
    const { low, high } = wilsonInterval(correct, samples) ?? { low: Number.NaN, high: Number.NaN };
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThanOrEqual(correct / samples);
    expect(high).toBeGreaterThanOrEqual(correct / samples);
    expect(high).toBeLessThanOrEqual(1);
    expect(wilsonInterval(samples - correct, samples)?.low).toBeCloseTo(1 - high, 12);
  },
);
