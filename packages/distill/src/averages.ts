/** Ensembles, and one model's weights from those of several by the formulas of their papers: nothing is trained. */
export { averageWeights } from './averages/average-weights';
export { type Ensemble, entropyEnsemble, logitEnsemble } from './averages/ensemble';
export { fisherAverage } from './averages/fisher-average';
export { type Grams, type RegMeanOptions, regMean } from './averages/reg-mean';
export { type TaskArithmeticOptions, taskArithmetic } from './averages/task-arithmetic';
export { type TiesOptions, tiesMerge } from './averages/ties-merge';
