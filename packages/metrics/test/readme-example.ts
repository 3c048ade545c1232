import {
  accuracyMatrix,
  averageAccuracy,
  averageForgettingFromBest,
  averageForgettingFromFirst,
  expectedCalibrationError,
  meanAndInterval,
  pairedDifference,
  pairedTTest,
  softmax,
  withAccuracy,
} from '@exmodel/metrics';

// Two experiences with 1000 and 3000 test samples.
let matrix = accuracyMatrix([1000, 3000]);

// After learning experience 0, then after learning experience 1: test accuracy on each.
matrix = withAccuracy(matrix, { after: 0, experience: 0, accuracy: 0.98 });
matrix = withAccuracy(matrix, { after: 1, experience: 0, accuracy: 0.9 });
matrix = withAccuracy(matrix, { after: 1, experience: 1, accuracy: 0.96 });

export const accuracy = averageAccuracy(matrix); // 0.93
export const forgotten = averageForgettingFromFirst(matrix); // 0.08, as Avalanche defines it
export const fromBest = averageForgettingFromBest(matrix); // 0.08, as Chaudhry et al. 2018 define it

// The same number from five runs, one per seed.
export const ours = [0.93, 0.91, 0.94, 0.92, 0.9];
export const overRuns = meanAndInterval(ours); // 0.92 ± 0.0196

// Is another method better? Differences on the same seeds.
export const others = [0.95, 0.93, 0.95, 0.94, 0.93];
export const gained = pairedDifference(others, ours); // 0.02 ± 0.0088
export const test = pairedTTest(others, ours); // p = 0.0032

// Is the student as sure as it is right? Logits of two samples, and their labels.
export const probabilities = [
  [2, 0, 0],
  [0, 1, 0],
].map(softmax);
export const miscalibration = expectedCalibrationError(probabilities, [0, 2]); // 0.3946
