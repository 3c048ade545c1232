import type { RunEvent } from '@exmodel/loggers';
import { z } from 'zod';
import { backendNames } from '../../backends/registry';
import { jobSchema } from '../../config/schema';
import { metricsSchema } from '../../storage/metrics-file';
import { strategies } from '../../strategies/registry';

/**
 * The message that a process receives to run one job: what to compute, not where, and whether to do so if it
 * is finished. The process is started with its store,
 * data sets and threads.
 */
export const jobOrderSchema = z.strictObject({
  job: z.strictObject({
    name: z.string(),
    key: z.string(),
    config: jobSchema(strategies).omit({ logdir: true, dataroot: true }),
    chosen: metricsSchema.shape.chosen,
  }),
  backend: z.enum(backendNames),
  fresh: z.boolean(),
  commandLine: z.string().optional(),
  sinks: z.array(z.string()).optional(),
});

export type JobOrder = z.output<typeof jobOrderSchema>;

/** What the process sends back while it runs. Its exit code says whether the job succeeded; the metrics are in the store. */
export type JobReport = RunEvent;
