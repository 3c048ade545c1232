import { rehearsalBuffer } from '@exmodel/distill';
import { distillation } from './distillation';
import { sampleAugmentation } from './sample-augmentation';
import { syntheses } from './syntheses';
import { refuseSmallBuffer, synthesisWork } from './synthesis-options';

export const dimpressionEd = distillation({
  name: 'dimpression_ed',
  summary: 'on data impressions: the expert’s softmax on them follows the similarity of its classes',
  synthesisWork,
  refuse: refuseSmallBuffer,
  source: ({ config, benchmark }) =>
    rehearsalBuffer({
      synthesis: syntheses.dimpression(config, benchmark),
      budget: config.buffer_size,
      augmentation: sampleAugmentation(benchmark),
    }),
});
