import type { ExecutorDefinition } from './executor';
import { inline } from './inline-executor';
import { processes } from './process/process-executor';

/** Every executor. */
export const executors: readonly ExecutorDefinition[] = [inline, processes];
