import type { Benchmark } from '@exmodel/benchmarks';
import { dataImpression, modelInversion, type Synthesis } from '@exmodel/distill';
import type { ValuesOf } from '../../config/keys';
import type { impressionKeys } from './impression-keys';
import type { synthesisKeys } from './synthesis-keys';
import { synthesisOptions } from './synthesis-options';

/** The ways to make images of an expert, as the configuration has them. */
export const syntheses = {
  minversion: (config: ValuesOf<typeof synthesisKeys>, benchmark: Benchmark): Synthesis =>
    modelInversion({ ...synthesisOptions(config, benchmark), outputs: benchmark.classCount }),
  dimpression: (
    config: ValuesOf<typeof synthesisKeys> & ValuesOf<typeof impressionKeys>,
    benchmark: Benchmark,
  ): Synthesis =>
    dataImpression({
      ...synthesisOptions(config, benchmark),
      beta: config.buffer_beta,
      impressionClasses: config.impression_classes,
      softLabels: config.soft_labels,
    }),
};
