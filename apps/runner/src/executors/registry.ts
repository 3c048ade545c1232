import type { ExecutorDefinition } from './executor';
import { inline } from './inline-executor';
import { local } from './process/local-executor';

/** Every executor. */
export const executors: readonly ExecutorDefinition[] = [inline, local];
