import {
  accuracyMatrix,
  averageAccuracy,
  averageForgetting,
  meanAndInterval,
  pairedDifference,
  withAccuracy,
} from '@exmodel/metrics';

// Two experiences with 1000 and 3000 test samples.
let matrix = accuracyMatrix([1000, 3000]);

// After learning experience 0, then after learning experience 1: test accuracy on each.
matrix = withAccuracy(matrix, { after: 0, experience: 0, accuracy: 0.98 });
matrix = withAccuracy(matrix, { after: 1, experience: 0, accuracy: 0.9 });
matrix = withAccuracy(matrix, { after: 1, experience: 1, accuracy: 0.96 });

export const accuracy = averageAccuracy(matrix); // 0.93
export const forgotten = averageForgetting(matrix); // 0.08

// The same number from five runs, one per seed.
export const overRuns = meanAndInterval([0.93, 0.91, 0.94, 0.92, 0.9]); // 0.92 ± 0.0196

// Is another method better? Differences on the same seeds.
export const gained = pairedDifference([0.95, 0.93, 0.95, 0.94, 0.93], [0.93, 0.91, 0.94, 0.92, 0.9]); // 0.02 ± 0.0088
