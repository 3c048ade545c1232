import type { StrategyDefinition } from './strategy';

/** The strategies of plugins: complete before `registry.ts` is loaded. */
export const addedStrategies: StrategyDefinition[] = [];
