import { z } from 'zod';

/** Values that several keys can have. */
export const count = z.int().min(1);
export const seedValue = z.int().min(0).max(0xffffffff);
export const positive = z.number().positive();
export const notNegative = z.number().min(0);
export const share = z.number().min(0).max(1);
