import type { RunEvent } from '@exmodel/loggers';
import { z } from 'zod';
import { type BackendName, backendNames } from '../../backends/registry';
import { jobSchema } from '../../config/schema';
import type { Job } from '../../runs/job';
import type { Workplace } from '../../runs/run-jobs';
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

/** The message for a job. */
export function jobOrder(
  { name, key, config, chosen }: Job,
  {
    backend,
    fresh,
    commandLine,
    sinks,
  }: Pick<Workplace, 'fresh' | 'commandLine' | 'sinks'> & { readonly backend: BackendName },
): JobOrder {
  return {
    job: { name, key, config, ...(chosen && { chosen }) },
    ...{ backend, fresh },
    ...(commandLine !== undefined && { commandLine }),
    ...(sinks && { sinks: [...sinks] }),
  };
}

/** What the process sends back while it runs. Its exit code says whether the job succeeded; the metrics are in the store. */
export type JobReport = RunEvent;
