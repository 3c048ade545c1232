import {
  brierScore,
  expectedCalibrationError,
  maximumCalibrationError,
  reliabilityDiagram,
  softmax,
  topKAccuracy,
} from '@exmodel/metrics';
import type { Metrics } from '../storage/metrics-file';
import type { Evaluation } from '../teaching/evaluate';

/** What the scores of test images tell beside the predictions. */
export type ScoreMeasures = Pick<Metrics, 'topKAccuracy' | 'calibration'>;

/** Of these numbers of greatest scores, those that leave a class out are measured. */
const ks = [2, 3, 5, 10];

/** @param evaluations of all test images, at least one */
export function scoreMeasures(evaluations: readonly Evaluation[]): ScoreMeasures {
  const scores = evaluations.flatMap((each) => each.scores);
  const labels = evaluations.flatMap((each) => [...each.labels]);
  const outputs = scores[0]?.length ?? 0;
  const probabilities = scores.map(softmax);
  const measured = (value: number | undefined) => value as number; // There are images.
  return {
    topKAccuracy: ks
      .filter((k) => k < outputs)
      .map((k) => ({ k, accuracy: measured(topKAccuracy(scores, labels, k)) })),
    calibration: {
      expectedCalibrationError: measured(expectedCalibrationError(probabilities, labels)),
      maximumCalibrationError: measured(maximumCalibrationError(probabilities, labels)),
      brierScore: measured(brierScore(probabilities, labels)),
      reliability: reliabilityDiagram(probabilities, labels).flatMap(({ confidence, accuracy, count }) =>
        confidence === undefined || accuracy === undefined ? [] : [{ confidence, accuracy, images: count }],
      ),
    },
  };
}
