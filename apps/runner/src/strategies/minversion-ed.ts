import { rehearsalBuffer } from '@exmodel/distill';
import { bufferKeys } from '../teaching/images/buffer-keys';
import { sampleAugmentation } from '../teaching/images/sample-augmentation';
import { syntheses } from '../teaching/images/syntheses';
import { synthesisKeys } from '../teaching/images/synthesis-keys';
import { refuseSmallBuffer, synthesisWork } from '../teaching/images/synthesis-options';
import { distillation } from './factories/distillation';

export const minversionEd = distillation({
  name: 'minversion_ed',
  summary: 'on images made by model inversion: the expert is certain of them',
  keys: { ...bufferKeys, ...synthesisKeys },
  synthesisWork,
  refuse: refuseSmallBuffer,
  source: ({ config, benchmark }) =>
    rehearsalBuffer({
      synthesis: syntheses.minversion(config, benchmark),
      budget: config.buffer_size,
      augmentation: sampleAugmentation(benchmark),
    }),
});
