/** What plugins must do, as checks for any test framework: see examples/plugin. */
export { architectureContract } from './testing/architecture-contract';
export type { Check } from './testing/check';
export { imageKindContract } from './testing/image-kind-contract';
export { scenarioContract } from './testing/scenario-contract';
export { sinkContract } from './testing/sink-contract';
export { type StrategyContractOptions, strategyContract } from './testing/strategy-contract';
