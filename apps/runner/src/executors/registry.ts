import { bullmq } from './bullmq/bullmq-executor';
import type { ExecutorDefinition } from './executor';
import { inline } from './inline-executor';
import { processes } from './process/process-executor';
import { ray } from './ray/ray-executor';
import { slurmJobs } from './slurm/slurm-executor';

/** Every executor. */
export const executors: readonly ExecutorDefinition[] = [inline, processes, slurmJobs, bullmq, ray];
