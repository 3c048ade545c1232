import { dataImpression } from '@exmodel/distill';
import { z } from 'zod';
import { positive } from '../../config/key-values';
import { defineExpertImages } from './image-kind';

const keys = {
  buffer_beta: positive.default(1).describe('data impression: scale of the Dirichlet concentrations'),
  impression_classes: z
    .enum(['all', 'expert'])
    .default('all')
    .describe('(added) data impression: classes that images may belong to: all, or those of the expert'),
  soft_labels: z
    .boolean()
    .default(false)
    .describe('(added) data impression: keep the whole sampled distribution as label'),
};

export const dimpression = defineExpertImages({
  from: 'expert',
  name: 'dimpression',
  strategy: 'dimpression_ed',
  images: 'data impressions',
  remark: 'the expert’s softmax on them follows the similarity of its classes',
  keys,
  forUnrelatedExperts: { impression_classes: 'expert' },
  synthesis: (
    recipe,
    { buffer_beta: beta, impression_classes: impressionClasses, soft_labels: softLabels },
  ) => dataImpression({ ...recipe, beta, impressionClasses, softLabels }),
});
