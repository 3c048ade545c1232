import type { RunEvent } from '@exmodel/loggers';
import { z } from 'zod';
import { backendNames } from '../../backends/registry';
import { jobSchema } from '../../config/schema';
import { strategies } from '../../strategies/registry';

/**
 * What a process is sent to run one job: what to compute, and nothing of where. Store, data sets and threads are the
 * process's own, which it is started with.
 */
export const jobOrderSchema = z.strictObject({
  job: z.strictObject({
    name: z.string(),
    key: z.string(),
    config: jobSchema(strategies).omit({ logdir: true, dataroot: true }),
  }),
  backend: z.enum(backendNames),
});

export type JobOrder = z.output<typeof jobOrderSchema>;

/** What the process sends back while it runs; its exit code says how it ended, the store with which metrics. */
export type JobReport = RunEvent;
