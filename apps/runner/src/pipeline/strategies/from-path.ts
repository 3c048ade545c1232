import { rehearsalBuffer, selectImages } from '@exmodel/distill';
import { readSamples } from '../../results/samples-file';
import { learnedExperiences } from '../learned-experiences';
import { distillation } from './distillation';
import { sampleAugmentation } from './sample-augmentation';

export const fromPath = distillation({
  name: 'from_path',
  summary: 'on images saved by an earlier run: buffer_path names its folder samples/',
  refuse(config, benchmark) {
    const { buffer_path: folder } = config;
    if (folder === undefined)
      return 'from_path needs buffer_path, the folder with buffer_e0.safetensors, buffer_e1.safetensors, … that an earlier run wrote (runs/NAME/STRATEGY/samples)';
    for (const { index } of learnedExperiences(config, benchmark))
      readSamples(folder, index, benchmark.shape);
    return undefined;
  },
  source({ config, benchmark }) {
    let next = 0;
    return rehearsalBuffer({
      budget: config.buffer_size,
      augmentation: sampleAugmentation(benchmark),
      async *synthesis(_expert, count, random) {
        const samples = readSamples(config.buffer_path ?? '', next++, benchmark.shape);
        return selectImages(samples, random.permutation(samples.count).subarray(0, count));
      },
    });
  },
});
