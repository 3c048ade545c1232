import type { Benchmark } from '@exmodel/benchmarks';
import { dataImpression, modelInversion, type Synthesis } from '@exmodel/distill';
import type { StrategyConfig } from '../../config/strategy-config';
import { synthesisOptions } from './synthesis-options';

/** The ways to make images of an expert, as the configuration has them. */
export const syntheses = {
  minversion: (config, benchmark) =>
    modelInversion({ ...synthesisOptions(config, benchmark), outputs: benchmark.classCount }),
  dimpression: (config, benchmark) =>
    dataImpression({
      ...synthesisOptions(config, benchmark),
      beta: config.buffer_beta,
      impressionClasses: config.impression_classes,
      softLabels: config.soft_labels,
    }),
} satisfies Record<string, (config: StrategyConfig, benchmark: Benchmark) => Synthesis>;
