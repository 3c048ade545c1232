import type { RunEvent } from '@exmodel/loggers';
import { z } from 'zod';
import { backendNames } from '../../backends/choose-backend';
import { jobSchema } from '../../config/schema';
import { strategies } from '../../strategies/registry';

/** What a process is sent that shall run one job. */
export const jobOrderSchema = z.strictObject({
  job: z.strictObject({
    name: z.string(),
    folder: z.string(),
    config: jobSchema(strategies),
  }),
  backend: z.enum(backendNames),
  threads: z.int().min(1),
});

export type JobOrder = z.output<typeof jobOrderSchema>;

/** What the process sends back while it goes on; its exit code says how it ended, `metrics.json` with what. */
export type JobReport = RunEvent;
