import { z } from 'zod';

/** A number; JSON has no NaN and no infinities, which are written as these strings. */
const numeric = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
const count = z.int().min(0);
const time = z.iso.datetime();
const job = z.string();
const experience = count;

/**
 * A line of a job's `events.jsonl`: a `RunEvent` of @exmodel/loggers with its time, as JSON has it. Paths of images are relative
 * to the job's folder.
 */
export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...{ type: z.literal('run'), time, name: z.string(), jobs: z.array(job), backend: z.string() },
    config: z.record(z.string(), z.unknown()).optional(),
    seed: z.int(),
  }),
  z.strictObject({
    ...{ type: z.literal('job'), time, job, detail: z.string().optional() },
    state: z.enum(['started', 'finished', 'diverged', 'skipped', 'failed', 'cancelled']),
  }),
  z.strictObject({
    ...{ type: z.literal('progress'), time, phase: z.string(), detail: z.string() },
    ...{ done: z.number(), total: z.number() },
    work: z.strictObject({ done: z.number(), total: z.number() }).optional(),
    values: z.record(z.string(), numeric).optional(),
    curve: z.strictObject({ name: z.string(), step: z.number() }).optional(),
  }),
  z.strictObject({
    ...{ type: z.literal('metric'), time, job, experience, name: z.string() },
    step: count.optional(),
    value: numeric,
  }),
  z.strictObject({
    ...{ type: z.literal('histogram'), time, job, experience, name: z.string() },
    ...{
      min: z.number(),
      max: z.number(),
      counts: z.array(count),
      sum: z.number(),
      sumOfSquares: z.number(),
    },
  }),
  z.strictObject({ type: z.literal('image'), time, job, experience, name: z.string(), path: z.string() }),
  z.strictObject({
    ...{ type: z.literal('message'), time, text: z.string() },
    level: z.enum(['info', 'warning', 'error']),
  }),
  z.strictObject({ type: z.literal('end'), time, state: z.enum(['finished', 'interrupted', 'failed']) }),
]);
