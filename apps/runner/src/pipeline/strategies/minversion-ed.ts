import { rehearsalBuffer } from '@exmodel/distill';
import { distillation } from './distillation';
import { sampleAugmentation } from './sample-augmentation';
import { syntheses } from './syntheses';
import { refuseSmallBuffer, synthesisWork } from './synthesis-options';

export const minversionEd = distillation({
  name: 'minversion_ed',
  summary: 'on images made by model inversion: the expert is certain of them',
  synthesisWork,
  refuse: refuseSmallBuffer,
  source: ({ config, benchmark }) =>
    rehearsalBuffer({
      synthesis: syntheses.minversion(config, benchmark),
      budget: config.buffer_size,
      augmentation: sampleAugmentation(benchmark),
    }),
});
