import type { Benchmark } from '@exmodel/benchmarks';
import type { ValuesOf } from '../../config/keys';
import type { SharedConfig } from '../../config/strategy-config';
import { learnedExperiences } from '../../streams/learned-experiences';
import type { bufferKeys } from '../../teaching/images/buffer-keys';
import type { SynthesisRecipe } from '../../teaching/images/image-kind';
import { paintedStart } from '../../teaching/images/painted';
import { sampleAugmentation } from '../../teaching/images/sample-augmentation';
import type { synthesisKeys } from '../../teaching/images/synthesis-keys';

type SynthesisConfig = ValuesOf<typeof synthesisKeys>;
type BufferConfig = SharedConfig & ValuesOf<typeof bufferKeys>;

/** What every synthesis of images takes from the configuration. */
export function synthesisOptions(config: SynthesisConfig, benchmark: Benchmark): SynthesisRecipe {
  return {
    shape: benchmark.shape,
    outputs: benchmark.classCount,
    iterations: config.buffer_iter,
    learningRate: config.buffer_lr,
    batchSize: config.buffer_mb_size,
    temperature: config.buffer_temperature,
    weightDecay: config.buffer_wd,
    blur: config.buffer_blur,
    batchNorm: config.buffer_bns,
    batchNormLayers: config.bns_layers,
    augmentation: sampleAugmentation(benchmark),
    ...(config.buffer_start === 'painted' && { start: paintedStart(benchmark) }),
  };
}

/** Images × Adam steps over the whole stream: ⌊budget/k⌋ images, an equal number a class, at the k-th expert. */
export function synthesisWork(config: BufferConfig & SynthesisConfig, benchmark: Benchmark): number {
  const images = learnedExperiences(config, benchmark).reduce((total, { index, classes }) => {
    const share = Math.floor(config.buffer_size / (index + 1));
    return total + Math.floor(share / classes.length) * classes.length;
  }, 0);
  return images * config.buffer_iter;
}

/** Refuses a budget with which some expert would get no image of a class. */
export function refuseSmallBuffer(config: BufferConfig, benchmark: Benchmark): string | undefined {
  const experiences = learnedExperiences(config, benchmark);
  const takes = experiences.map(({ index, classes }) => (index + 1) * classes.length);
  const needed = Math.max(...takes);
  if (config.buffer_size >= needed) return undefined;
  return `buffer_size is ${config.buffer_size}, but one image per class at expert ${takes.indexOf(needed) + 1} of ${experiences.length} takes ${needed}. Raise it`;
}
