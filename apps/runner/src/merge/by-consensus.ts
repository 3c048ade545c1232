import { ConsensusLearner, type ImageBatch } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import { work } from '../pipeline/work';
import { mergeDefaults } from './merge-options';
import type { MergeSource, TeachContext } from './merge-source';

const { batchSize, consensusIterations } = mergeDefaults;

/**
 * All experts are heard on the same images, and the student learns what they say together, from the mean of their weights
 * where they started alike, else from the first one's. What one expert says is not lost by the next.
 */
export function byConsensus(
  description: string,
  images: (context: TeachContext) => ImageBatch,
  count: (context: Pick<TeachContext, 'shape' | 'images'>) => number,
): MergeSource {
  return {
    description,
    work: (context) =>
      context.experts.length * count(context) * work.forward +
      (context.iterations ?? consensusIterations) * batchSize * work.training,
    async *teach(context) {
      const { student, model, experts, iterations = consensusIterations, seed } = context;
      const heard = images(context);
      const settle = (seen: ImageBatch) => reestimateBatchNorm(model, seen, { batchSize: 250 });
      const learner = new ConsensusLearner({ student, images: heard, iterations, batchSize, settle, seed });
      for (const [expert, each] of experts.entries()) {
        let before = 0;
        for await (const event of learner.hear(each)) {
          if (event.type !== 'reading') continue;
          const { imagesDone: done, images: total } = event;
          const units = (done - before) * work.forward;
          before = done;
          yield { phase: 'hearing', done, total, expert, work: units };
        }
      }
      for await (const event of learner.train()) {
        if (event.type !== 'step') continue;
        const { iteration: done, iterations: total, loss } = event;
        yield { phase: 'training', done, total, work: batchSize * work.training, loss };
      }
    },
  };
}
