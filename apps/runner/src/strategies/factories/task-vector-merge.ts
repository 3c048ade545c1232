import type { Weights } from '@exmodel/distill';
import { averageWeights } from '@exmodel/distill/averages';
import { withJointOrigin } from '@exmodel/distill/experts';
import type { Keys } from '../../config/keys';
import type { StrategyConfig } from '../../config/strategy-config';
import type { StrategyDefinition } from '../strategy';
import { weightMerge } from './weight-merge';

/** @typeParam K the keys that it declares */
export interface TaskVectorMergeDefinition<K extends Keys> {
  readonly name: string;
  readonly summary: string;
  readonly keys: K;
  merge(initial: Weights, models: readonly Weights[], config: StrategyConfig<K>): Weights;
}

/**
 * A merge of what training changed in the experts' weights since those that all started from: the student's initial ones or, where these
 * are unknown, an estimate.
 */
export function taskVectorMerge<K extends Keys>({
  merge,
  ...definition
}: TaskVectorMergeDefinition<K>): StrategyDefinition {
  const { name } = definition;
  return weightMerge<K>({
    ...definition,
    refuse: (_config, _benchmark, experts) =>
      experts.some(({ initialization }) => initialization === 'own')
        ? `${name} merges what training changed since common initial weights, and these experts started from different ones. Choose another strategy, or expert_initialization: shared`
        : undefined,
    async initial(experts, student) {
      const [first] = await withJointOrigin(experts, student);
      return first?.initialWeights ?? student;
    },
    merge: ({ config, models, initial, isTrained }) =>
      mergeTrained(initial, models, isTrained, (start, trained) => merge(start, trained, config)),
  });
}

/**
 * What is trained, merged; of the rest the mean: batch norm's running variance would become negative by a sum of changes.
 *
 * @param isTrained whether array `i` is trained
 */
export function mergeTrained(
  initial: Weights,
  models: readonly Weights[],
  isTrained: (i: number) => boolean,
  merge: (initial: Weights, models: readonly Weights[]) => Weights,
): Weights {
  const trained = (weights: Weights) => weights.filter((_, i) => isTrained(i));
  const merged = merge(trained(initial), models.map(trained)).values();
  return averageWeights(models).map((array, i) => (isTrained(i) ? (merged.next().value ?? array) : array));
}
