import { taskArithmetic } from '@exmodel/distill/averages';
import { positive } from '../config/key-values';
import { taskVectorMerge } from './factories/task-vector-merge';

export const modelTaskArithmetic = taskVectorMerge({
  name: 'model_task_arithmetic',
  summary:
    'task arithmetic (arXiv 2212.04089): the initial weights and the sum of what training changed in the experts',
  keys: {
    task_arithmetic_scale: positive
      .optional()
      .describe('(added) task arithmetic: λ, the factor of the sum of changes; default: 0.4'),
  },
  merge: (initial, models, { task_arithmetic_scale: scale = 0.4 }) =>
    taskArithmetic(initial, models, { scale }),
});
