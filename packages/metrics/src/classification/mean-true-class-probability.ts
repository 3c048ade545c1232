import { checkClasses } from '../shared/check-classes';
import { checkProbabilities } from '../shared/check-probabilities';
import type { Scores } from '../shared/check-scores';

/**
 * Mean probability that the student gives to the right class, for each group of classes. Old classes far below new ones
 * show a bias towards what was learned last: IL2M (Belouadah & Popescu 2019, ICCV); Avalanche's `MeanScores`.
 *
 * @param probabilities [samples][classes], each row summing to 1
 * @param labels class ids, one per row of probabilities
 * @param groups class ids of each group, for example `[old, recent]`
 * @returns one value in [0, 1] per group; undefined for a group without samples
 * @throws InvalidMetricInputError
 */
export function meanTrueClassProbability(
  probabilities: Scores,
  labels: ArrayLike<number>,
  groups: readonly (readonly number[])[],
): (number | undefined)[] {
  const classes = checkProbabilities(probabilities, labels);
  if (probabilities.length > 0) checkClasses('groups', groups, classes);
  return groups.map((group) => {
    let [sum, total] = [0, 0];
    for (const [i, row] of probabilities.entries()) {
      const label = labels[i] as number;
      if (!group.includes(label)) continue;
      sum += row[label] as number;
      total += 1;
    }
    return total === 0 ? undefined : sum / total;
  });
}
