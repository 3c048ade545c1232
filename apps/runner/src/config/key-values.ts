import { z } from 'zod';
import { refuseRepeated } from './refuse-repeated';

/** Values that several keys can have. */
export const count = z.int().min(1);
export const seedValue = z.int().min(0).max(0xffffffff);
/** Seeds of several runs, each once. */
export const seedList = z
  .array(seedValue, { error: 'expected a list of seeds, such as [101, 102, 103]' })
  .min(1)
  .superRefine(refuseRepeated);
export const positive = z.number().positive();
export const notNegative = z.number().min(0);
export const share = z.number().min(0).max(1);
