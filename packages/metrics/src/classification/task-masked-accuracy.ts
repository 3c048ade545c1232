import { argMax } from '../shared/arg-max';
import { checkClasses } from '../shared/check-classes';
import { checkScores, type Scores } from '../shared/check-scores';

/**
 * Task-incremental accuracy beside the class-incremental one: for each task, accuracy on the samples of its classes with
 * predictions among these classes only, all other scores being masked. Mammoth's “Task-IL” (`utils/evaluate.py`). What it has above
 * the plain accuracy is lost by confusing tasks. Where a class is in several tasks, its samples count in each of them.
 *
 * @param scores logits or probabilities, [samples][classes]
 * @param labels class ids, one per row of scores
 * @param tasks class ids of each task
 * @returns one value in [0, 1] per task; undefined for a task without samples
 * @throws InvalidMetricInputError
 */
export function taskMaskedAccuracy(
  scores: Scores,
  labels: ArrayLike<number>,
  tasks: readonly (readonly number[])[],
): (number | undefined)[] {
  const classes = checkScores('scores', scores, labels);
  if (scores.length > 0) checkClasses('tasks', tasks, classes);
  return tasks.map((task) => {
    const own = new Set(task);
    let [correct, total] = [0, 0];
    for (const [i, row] of scores.entries()) {
      const label = labels[i] as number;
      if (!own.has(label)) continue;
      total += 1;
      if (argMax(row, own) === label) correct += 1;
    }
    return total === 0 ? undefined : correct / total;
  });
}
