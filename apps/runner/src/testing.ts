/** What plugins must do, as checks for any test framework: see examples/plugin. */
export type { Check } from './testing/check';
export { imageKindContract } from './testing/image-kind-contract';
export { type StrategyContractOptions, strategyContract } from './testing/strategy-contract';
