import { checkClasses } from '../shared/check-classes';
import { perClassAccuracy } from './per-class-accuracy';

/**
 * Accuracy on the samples of each group of classes, predictions being among all classes and every sample counting the same: old
 * against new classes, or groups of ten, as PyCIL prints them (`utils/toolkit.py`).
 *
 * @param confusion counts, `confusion[label][prediction]`
 * @param groups class ids of each group, for example `[[0, 1, 2, 3], [4, 5]]` for old and new
 * @returns one value in [0, 1] per group; undefined for a group without samples
 * @throws InvalidMetricInputError for an unknown class, and unless the matrix is square and holds counts
 */
export function groupAccuracy(
  confusion: readonly (readonly number[])[],
  groups: readonly (readonly number[])[],
): (number | undefined)[] {
  perClassAccuracy(confusion); // checks the matrix
  checkClasses('groups', groups, confusion.length);
  return groups.map((group) => {
    let [correct, total] = [0, 0];
    for (const c of new Set(group)) {
      correct += confusion[c]?.[c] as number;
      total += (confusion[c] ?? []).reduce((sum, count) => sum + count, 0);
    }
    return total === 0 ? undefined : correct / total;
  });
}
