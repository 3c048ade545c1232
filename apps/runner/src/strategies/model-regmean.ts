import { type Grams, regMean } from '@exmodel/distill/averages';
import { inputGrams } from '@exmodel/distill/layers';
import { share } from '../config/key-values';
import { defaultImages, measureKeys } from './factories/measure-keys';
import { weightMerge } from './factories/weight-merge';

const keys = {
  ...measureKeys,
  regmean_shrink: share
    .optional()
    .describe(
      '(added) RegMean: factor of the Gram matrices’ elements off the diagonal, 0 to 1; default: 0.9',
    ),
};

export const modelRegmean = weightMerge<typeof keys, Grams>({
  name: 'model_regmean',
  summary:
    'RegMean (arXiv 2212.09849): the layers whose outputs are closest to those of all experts on painted images',
  keys,
  measure: ({ model }, paint, { merge_images }) =>
    inputGrams(model, paint(merge_images ?? defaultImages), { batchSize: 50 }),
  merge: ({ models, measured, config }) =>
    regMean(models, measured, { shrink: config.regmean_shrink ?? 0.9 }),
});
