import { expect, it } from 'vitest';
import { scoreMeasures } from './score-measures';

/** Scores whose softmax is 0.9 for `guess` and 0.05 for each of the two others. */
const sure = (guess: number) =>
  Float32Array.from({ length: 3 }, (_, c) => Math.log(c === guess ? 0.9 : 0.05));
const evaluation = (labels: number[], guesses: number[]) => ({
  ...{ accuracy: 0, loss: 0, labels: Int32Array.from(labels), predictions: Int32Array.from(guesses) },
  scores: guesses.map(sure),
});

it('measures all test images together: one of four guesses is wrong, though each is made with 90 %', () => {
  const { topKAccuracy, calibration } = scoreMeasures([
    evaluation([0, 1], [0, 1]),
    evaluation([2, 2], [2, 1]),
  ]);
  // Of the equal scores of classes 0 and 2, the lower class comes first.
  expect(topKAccuracy).toEqual([{ k: 2, accuracy: 0.75 }]);
  expect(calibration?.expectedCalibrationError).toBeCloseTo(0.15, 6);
  expect(calibration?.maximumCalibrationError).toBeCloseTo(0.15, 6);
  expect(calibration?.brierScore).toBeCloseTo((3 * 0.015 + 0.9 ** 2 + 0.95 ** 2 + 0.05 ** 2) / 4, 6);
  expect(calibration?.reliability).toEqual([
    { confidence: expect.closeTo(0.9, 6), accuracy: 0.75, images: 4 },
  ]);
});
