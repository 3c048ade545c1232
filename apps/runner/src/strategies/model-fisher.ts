import type { Weights } from '@exmodel/distill';
import { fisherAverage } from '@exmodel/distill/averages';
import { diagonalFisher } from '@exmodel/distill/layers';
import { defaultImages, measureKeys } from './factories/measure-keys';
import { weightMerge } from './factories/weight-merge';

export const modelFisher = weightMerge<typeof measureKeys, Weights>({
  name: 'model_fisher',
  summary:
    'Fisher merging (arXiv 2111.09832): the mean of the experts’ weights, weighted by their Fisher information on painted images',
  keys: measureKeys,
  measure: ({ model }, paint, { merge_images }) =>
    diagonalFisher(model, paint(merge_images ?? defaultImages)),
  merge: ({ models, measured }) => fisherAverage(models, measured),
});
