import { logitEnsemble } from '@exmodel/distill/averages';
import { z } from 'zod';
import { ensemble } from './factories/ensemble';

export const modelEnsemble = ensemble({
  name: 'model_ensemble',
  summary: 'the mean of the experts’ raw logits; all experts are needed at test time',
  keys: {
    ensemble_classes: z
      .enum(['all', 'own'])
      .default('all')
      .describe('(added) outputs on which an expert counts: all, or those of its own classes'),
  },
  combine: (experts, config) => logitEnsemble(experts, config.ensemble_classes === 'own'),
});
