export { brierScore } from './calibration/brier-score';
export { expectedCalibrationError, maximumCalibrationError } from './calibration/calibration-error';
export { negativeLogLikelihood } from './calibration/negative-log-likelihood';
export {
  type BinningOptions,
  type ReliabilityBin,
  reliabilityDiagram,
} from './calibration/reliability-diagram';
export { softmax } from './calibration/softmax';
export { balancedAccuracy } from './classification/balanced-accuracy';
export { confusionMatrix } from './classification/confusion-matrix';
export { cumulativeAccuracy } from './classification/cumulative-accuracy';
export { groupAccuracy } from './classification/group-accuracy';
export { meanTrueClassProbability } from './classification/mean-true-class-probability';
export { perClassAccuracy } from './classification/per-class-accuracy';
export {
  macroPrecisionRecallF1,
  type PrecisionRecallF1,
  precisionRecallF1,
} from './classification/precision-recall-f1';
export { taskMaskedAccuracy } from './classification/task-masked-accuracy';
export { topKAccuracy } from './classification/top-k-accuracy';
export { modelSizeEfficiency } from './model-cost/model-size-efficiency';
export { type LayerShape, multiplyAccumulates } from './model-cost/multiply-accumulates';
export { holmCorrection } from './runs/holm-correction';
export { type MeanAndInterval, meanAndInterval } from './runs/mean-and-interval';
export { pairedDifference } from './runs/paired-difference';
export { type PairedTTest, pairedTTest } from './runs/paired-t-test';
export { wilsonInterval } from './runs/wilson-interval';
export type { Scores } from './shared/check-scores';
export { type InvalidMetricInput, InvalidMetricInputError } from './shared/invalid-metric-input-error';
export {
  type AccuracyMatrix,
  type AccuracyMeasurement,
  accuracyMatrix,
  withAccuracy,
} from './stream/accuracy-matrix';
export { accuracyOverTime } from './stream/accuracy-over-time';
export { averageAccuracy, averageAccuracyOverAll } from './stream/average-accuracy';
export { averageAnytimeAccuracy, averageIncrementalAccuracy } from './stream/average-incremental-accuracy';
export { averageMeanClassAccuracy } from './stream/average-mean-class-accuracy';
export { averageForgettingFromBest, forgettingFromBest } from './stream/forgetting-from-best';
// The short names are those of the keys in metrics.json.
export {
  averageForgettingFromFirst,
  averageForgettingFromFirst as averageForgetting,
  forgettingFromFirst,
  forgettingFromFirst as forgetting,
} from './stream/forgetting-from-first';
export { averageIntransigence, intransigence } from './stream/intransigence';
export { learningAccuracy } from './stream/learning-accuracy';
export { averageRelativeForgetting, relativeForgetting } from './stream/relative-forgetting';
export { positiveBackwardTransfer, remembering } from './stream/remembering';
export { seenAccuracy } from './stream/seen-accuracy';
export { streamAccuracy } from './stream/stream-accuracy';
export { backwardTransfer, forwardTransfer, forwardTransferWithoutBaseline } from './stream/transfer';
export { backwardTransferOverTime, forwardTransferOverTime } from './stream/transfer-over-time';
