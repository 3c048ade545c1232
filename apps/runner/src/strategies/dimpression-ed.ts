import { rehearsalBuffer } from '@exmodel/distill';
import { bufferKeys } from '../teaching/images/buffer-keys';
import { impressionKeys } from '../teaching/images/impression-keys';
import { sampleAugmentation } from '../teaching/images/sample-augmentation';
import { syntheses } from '../teaching/images/syntheses';
import { synthesisKeys } from '../teaching/images/synthesis-keys';
import { refuseSmallBuffer, synthesisWork } from '../teaching/images/synthesis-options';
import { distillation } from './factories/distillation';

export const dimpressionEd = distillation({
  name: 'dimpression_ed',
  summary: 'on data impressions: the expert’s softmax on them follows the similarity of its classes',
  keys: { ...bufferKeys, ...synthesisKeys, ...impressionKeys },
  synthesisWork,
  refuse: refuseSmallBuffer,
  source: ({ config, benchmark }) =>
    rehearsalBuffer({
      synthesis: syntheses.dimpression(config, benchmark),
      budget: config.buffer_size,
      augmentation: sampleAugmentation(benchmark),
    }),
});
