import type { ImageBatch } from '../images';
import type { Random } from '../random';

/** The batch, where its images have no tasks with `tasks` drawn for them, uniformly; without tasks as it is. */
export function withTasks(batch: ImageBatch, tasks: readonly number[], random: Random): ImageBatch {
  if (tasks.length === 0 || batch.tasks !== undefined) return batch;
  const drawn = Int32Array.from({ length: batch.count }, () => tasks[random.integer(tasks.length)] as number);
  return { ...batch, tasks: drawn };
}
