import { ConsensusLearner, type ImageBatch } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import { work } from '../pipeline/work';
import { drawnImages, drawnShares, drawnWork } from './drawn-images';
import { mergeDefaults } from './merge-options';
import type { MergeSource, TeachContext } from './merge-source';

const { batchSize, consensusIterations } = mergeDefaults;

/** The images that all experts are heard on. */
export interface HeardImages {
  count(context: Pick<TeachContext, 'shape' | 'images'>): number;
  make(context: TeachContext): ImageBatch;
  /** How many more are drawn towards the experts' classes; without it, none. */
  drawn?(context: Pick<TeachContext, 'shape'>): number;
}

/**
 * All experts are heard on the same images, and the student learns what they say together, from the mean of their weights
 * where they started alike, else from the first one's. What one expert says is not lost by the next.
 */
export function byConsensus(description: string, images: HeardImages): MergeSource {
  /** How many images are drawn towards each expert. */
  const shares = (context: Pick<TeachContext, 'experts' | 'shape'>) =>
    images.drawn === undefined ? [] : drawnShares(context.experts, context.shape, images.drawn(context));
  return {
    description,
    work(context) {
      const drawn = shares(context).reduce((total, count) => total + count, 0);
      return (
        drawnWork(drawn) +
        context.experts.length * (images.count(context) + drawn) * work.forward +
        (context.iterations ?? consensusIterations) * batchSize * work.training
      );
    },
    async *teach(context) {
      const { student, model, experts, iterations = consensusIterations, seed } = context;
      const heard = images.make(context);
      const afterAveraging = (seen: ImageBatch) => reestimateBatchNorm(model, seen, { batchSize: 250 });
      const learner = new ConsensusLearner({
        student,
        images: heard,
        iterations,
        batchSize,
        afterAveraging,
        seed,
      });
      // All of them before the first expert is heard: so every expert is heard on all.
      for (const [index, count] of shares(context).entries()) {
        const expert = experts[index];
        if (expert !== undefined && count > 0)
          learner.addImages(yield* drawnImages(expert, index, count, context));
      }
      for (const [expert, each] of experts.entries()) {
        for await (const event of learner.query(each)) {
          if (event.type !== 'query') continue;
          const { done, total, images: queried } = event;
          yield { phase: 'hearing', done, total, expert, work: queried * work.forward };
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
