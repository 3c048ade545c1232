import { z } from 'zod';
import { positive } from '../../config/key-values';
import { stepKeys } from '../../teaching/step-keys';

/** What every strategy that distils reads. */
export const distillationKeys = {
  ...stepKeys,
  lr: positive.default(0.1).describe('learning rate of the student'),
  loss_type: z.enum(['mse', 'kldiv']).default('mse').describe('distance to the targets'),
  ce_loss: z.boolean().default(true).describe('add the cross-entropy with the labels'),
  reset_model: z.boolean().default(false).describe('start every experience from the initial weights'),
  init_from_expert: z
    .boolean()
    .default(false)
    .describe('take over the first expert’s weights instead of learning from it'),
};

/** What the reference's targets read: not those who have targets of their own. */
export const targetsKeys = {
  bias_normalization: z.boolean().default(false).describe('centre each teacher’s logits'),
};
