import { tiesMerge } from '@exmodel/distill/averages';
import { positive, share } from '../config/key-values';
import { taskVectorMerge } from './factories/task-vector-merge';

export const modelTies = taskVectorMerge({
  name: 'model_ties',
  summary:
    'TIES (arXiv 2306.01708): the initial weights and the experts’ largest changes, where their signs agree',
  keys: {
    ties_density: share
      .optional()
      .describe('(added) TIES: the share of each expert’s changes that is kept, 0 to 1; default: 0.2'),
    ties_scale: positive.optional().describe('(added) TIES: λ, the factor of the merged changes; default: 1'),
  },
  merge: (initial, models, { ties_density: density = 0.2, ties_scale: scale = 1 }) =>
    tiesMerge(initial, models, { density, scale }),
});
