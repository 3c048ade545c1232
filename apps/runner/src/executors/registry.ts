import { bullmq } from './bullmq/bullmq-executor';
import type { ExecutorDefinition } from './executor';
import { inline } from './inline-executor';
import { local } from './process/local-executor';
import { ray } from './ray/ray-executor';
import { slurmJobs } from './slurm/slurm-executor';

/** Every executor. */
export const executors: readonly ExecutorDefinition[] = [inline, local, slurmJobs, bullmq, ray];
