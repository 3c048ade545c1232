import { gaussianNoise } from '@exmodel/distill';
import { distillation } from './factories/distillation';

export const gnEd = distillation({
  name: 'gn_ed',
  summary: 'on fresh Gaussian noise',
  source: ({ benchmark }) => gaussianNoise(benchmark.shape),
});
