import { dataImpression, rehearsalBuffer } from '@exmodel/distill';
import { distillation } from './distillation';
import { sampleAugmentation } from './sample-augmentation';
import { refuseSmallBuffer, synthesisOptions, synthesisWork } from './synthesis-options';

export const dimpressionEd = distillation({
  name: 'dimpression_ed',
  summary: 'on data impressions: the expert’s softmax on them follows the similarity of its classes',
  synthesisWork,
  refuse: refuseSmallBuffer,
  source: ({ config, benchmark }) =>
    rehearsalBuffer({
      synthesis: dataImpression({
        ...synthesisOptions(config, benchmark),
        beta: config.buffer_beta,
        impressionClasses: config.impression_classes,
        softLabels: config.soft_labels,
      }),
      budget: config.buffer_size,
      augmentation: sampleAugmentation(benchmark),
    }),
});
