/** For plugins: `import { definePlugin, … } from '@exmodel/runner/plugin'`. See examples/plugin. */
export { z } from 'zod';
export { count, notNegative, positive, share } from './config/key-values';
export { definePlugin, type Plugin, type RunSink } from './plugins/plugin';
export type { SelectionMetric } from './reports/selection-metric';
export type { Metrics } from './storage/metrics-file';
export { type DistillationDefinition, distillation } from './strategies/factories/distillation';
export { type FreeBaselineDefinition, freeBaseline } from './strategies/factories/free-baseline';
export {
  defineStrategy,
  type Strategy,
  type StrategyContext,
  type StrategyDefinition,
} from './strategies/strategy';
export {
  defineExpertImages,
  type ExpertImages,
  type ImageFormat,
  type ImageKind,
  type SeedImages,
} from './teaching/images/image-kind';
export { painted } from './teaching/images/painted';
