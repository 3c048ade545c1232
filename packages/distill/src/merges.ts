/** Ensembles, and one model's weights from those of several by the formulas of their papers: nothing is trained. */
export { averageWeights } from './merges/average-weights';
export { type Ensemble, entropyEnsemble, logitEnsemble } from './merges/ensemble';
export { fisherAverage } from './merges/fisher-average';
export { type Grams, type RegMeanOptions, regMean } from './merges/reg-mean';
export { type TaskArithmeticOptions, taskArithmetic } from './merges/task-arithmetic';
export { type TiesOptions, tiesMerge } from './merges/ties-merge';
