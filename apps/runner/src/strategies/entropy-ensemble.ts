import { entropyEnsemble as lowestEntropy } from '@exmodel/distill/averages';
import { ensemble } from './factories/ensemble';

export const entropyEnsemble = ensemble({
  name: 'entropy_ensemble',
  summary: 'the expert whose softmax has the lowest entropy; all experts are needed at test time',
  keys: {},
  combine: lowestEntropy,
});
