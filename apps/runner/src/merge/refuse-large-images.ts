import { bytesText } from '../config/bytes-text';
import type { Memory } from '../config/memory';
import { leastBytes } from '../teaching/least-bytes';
import { MergeError } from './merge-error';
import type { MergePlan } from './merge-plan';

/**
 * Refuses images so large that the student could not learn from a single one: what its layers give for it would not fit the memory.
 * A graph of the user's own takes images of its own size.
 *
 * @throws MergeError
 */
export function refuseLargeImages(
  { architecture, graph, shape }: Pick<MergePlan, 'architecture' | 'graph' | 'shape'>,
  { machine, backend = machine }: Memory,
): void {
  if (graph !== undefined) return;
  const needed = leastBytes(architecture, shape);
  const there = Math.min(machine, backend);
  if (needed <= there) return;
  throw new MergeError(
    `the images are ${shape.join('x')}, and a ${architecture} needs at least ${bytesText(needed)} of memory for one of them`,
    `no more than the ${bytesText(there)} that there are`,
    'Give the size that the experts were trained with: --input 32x32x3.',
  );
}
