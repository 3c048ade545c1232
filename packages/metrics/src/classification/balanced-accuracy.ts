import { mean } from '../shared/mean';
import { perClassAccuracy } from './per-class-accuracy';

/**
 * Mean recall over the classes that have samples, every class counting the same (macro recall, mean class accuracy):
 * scikit-learn's `balanced_accuracy_score`.
 *
 * @param confusion counts, `confusion[label][prediction]`
 * @returns in [0, 1]; undefined if no class has samples
 * @throws InvalidMetricInputError unless the matrix is square and holds counts
 */
export function balancedAccuracy(confusion: readonly (readonly number[])[]): number | undefined {
  return mean(perClassAccuracy(confusion).filter((recall) => recall !== undefined));
}
