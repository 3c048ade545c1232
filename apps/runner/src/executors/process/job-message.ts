import type { RunEvent } from '@exmodel/loggers';
import { z } from 'zod';
import { backendNames } from '../../backends/registry';
import { configSchema } from '../../config/schema';

/** What a process is sent that shall run one job. */
export const jobOrderSchema = z.strictObject({
  job: z.strictObject({
    name: z.string(),
    folder: z.string(),
    config: configSchema
      .omit({ name: true, per_strategy: true, grid: true, assess_runs: true, metric_name: true })
      .extend({ strategy: z.string() }),
  }),
  backend: z.enum(backendNames),
  threads: z.int().min(1),
});

export type JobOrder = z.output<typeof jobOrderSchema>;

/** What the process sends back while it goes on; its exit code says how it ended, `metrics.json` with what. */
export type JobReport = RunEvent;
