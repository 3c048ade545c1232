import type { Expert } from '../expert';
import type { ExModelMemory } from './ex-model-memory';
import type { ExModelOptions } from './ex-model-options';

/**
 * Gives the student the weights that this experience starts from.
 *
 * @returns whether these are the expert's own, so that there is nothing to learn from it
 */
export async function startStudent(
  expert: Expert,
  memory: ExModelMemory,
  { student, resetModel = false, initFromExpert = false }: ExModelOptions,
): Promise<boolean> {
  const isFirst = memory.experiences === 0;
  const inherited = initFromExpert && isFirst ? await expert.weights?.() : undefined;
  memory.initial ??= await student.weights();
  memory.refuseDisposed();
  if (expert.task !== undefined && !memory.tasks.includes(expert.task)) memory.tasks.push(expert.task);
  if (inherited !== undefined) student.setWeights(inherited);
  else if (resetModel && !isFirst) student.setWeights(memory.initial);
  return inherited !== undefined;
}
