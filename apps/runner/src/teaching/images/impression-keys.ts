import { z } from 'zod';
import { positive } from '../../config/key-values';

/** What data impression has beside the keys of every synthesis. */
export const impressionKeys = {
  buffer_beta: positive.default(1).describe('data impression: scale of the Dirichlet concentrations'),
  impression_classes: z
    .enum(['all', 'expert'])
    .default('all')
    .describe('(ours) data impression: classes that images may belong to: all, or those of the expert'),
  soft_labels: z
    .boolean()
    .default(false)
    .describe('(ours) data impression: keep the whole sampled distribution as label'),
};
