import { averageWeights } from '@exmodel/distill/averages';
import { weightMerge } from './factories/weight-merge';

export const modelAverage = weightMerge({
  name: 'model_average',
  summary: 'the mean of the experts’ weights',
  merge: ({ models }) => averageWeights(models),
});
