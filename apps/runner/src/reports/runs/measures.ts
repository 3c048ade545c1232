import {
  averageForgettingFromBest,
  averageIncrementalAccuracy,
  averageIntransigence,
  averageMeanClassAccuracy,
  learningAccuracy,
} from '@exmodel/metrics';
import type { Metrics } from '../../storage/metrics-file';

/** A number of the whole run that metrics.json does not have, but what it is computed from. */
type Measure = (run: Metrics) => number | null;

const matrixOf = ({ accuracyMatrix: rows, experiences }: Metrics) => ({
  samples: experiences.map(({ testImages }) => testImages),
  rows,
});

/** By name; `@exmodel/metrics` has their definitions and sources. */
export const measures = {
  averageIncrementalAccuracy: (run) => averageIncrementalAccuracy(matrixOf(run)) ?? null,
  learningAccuracy: (run) => learningAccuracy(matrixOf(run)) ?? null,
  /** Against the experts, each on its own experience. */
  averageIntransigence: (run) =>
    averageIntransigence(
      matrixOf(run),
      run.experiences.map(({ expertAccuracy }) => expertAccuracy),
    ) ?? null,
  averageMeanClassAccuracy: ({ classAccuracyMatrix }) =>
    classAccuracyMatrix === null ? null : (averageMeanClassAccuracy(classAccuracyMatrix) ?? null),
  averageForgettingFromBest: (run) => averageForgettingFromBest(matrixOf(run)) ?? null,
} satisfies Readonly<Record<string, Measure>>;
