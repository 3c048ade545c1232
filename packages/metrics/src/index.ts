export {
  type AccuracyMatrix,
  type AccuracyMeasurement,
  accuracyMatrix,
  withAccuracy,
} from './accuracy-matrix';
export { averageAccuracy } from './average-accuracy';
export { confusionMatrix } from './confusion-matrix';
export { averageForgetting, forgetting } from './forgetting';
export { type InvalidMetricInput, InvalidMetricInputError } from './invalid-metric-input-error';
export { type MeanAndInterval, meanAndInterval } from './mean-and-interval';
export { pairedDifference } from './paired-difference';
export { perClassAccuracy } from './per-class-accuracy';
export { streamAccuracy } from './stream-accuracy';
export { backwardTransfer, forwardTransfer } from './transfer';
