import { tiesMerge } from '@exmodel/distill';
import { positive, share } from '../config/key-values';
import { taskVectorMerge } from './factories/task-vector-merge';

export const modelTies = taskVectorMerge({
  name: 'model_ties',
  summary: '(ours) TIES: the initial weights and the experts’ largest changes, where their signs agree',
  keys: {
    ties_density: share
      .default(0.2)
      .describe('(ours) TIES: the share of each expert’s changes that is kept, 0 to 1'),
    ties_scale: positive.default(1).describe('(ours) TIES: λ, the factor of the merged changes'),
  },
  merge: (initial, models, { ties_density: density, ties_scale: scale }) =>
    tiesMerge(initial, models, { density, scale }),
});
