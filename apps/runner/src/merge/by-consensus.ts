import { ConsensusLearner, type Expert, type ImageBatch } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import { consensusEvents } from '../teaching/consensus-events';
import { work } from '../teaching/work';
import { drawnImages, drawnShares, drawnWork } from './drawn-images';
import { featureImages } from './feature-images';
import { batchNormImages, stepImages } from './images-at-once';
import { mergeDefaults } from './merge-options';
import { type MergeSource, type QueriedImages, type TeachContext, withExpert } from './merge-source';

/** Passes over the images in which all experts are queried: for the logits and, where the weights that training started from are known or estimated, for the novelty. */
function queryPasses(experts: readonly Expert[]): number {
  const hasProbe = ({ novelty, initialWeights }: Expert) =>
    novelty !== undefined && initialWeights !== undefined;
  return experts.reduce((total, expert) => total + (hasProbe(expert) ? 2 : 1), 0);
}

/**
 * All experts are queried on the same images, and the student learns their consensus. It starts from the mean of their weights
 * if their training started from the same ones, else from the first one's. No expert makes it forget another.
 */
export function byConsensus(description: string, images: QueriedImages): MergeSource {
  /** How many images are drawn towards each expert. */
  const shares = (context: Pick<TeachContext, 'experts' | 'shape'>) =>
    images.drawn === undefined ? [] : drawnShares(context.experts, context.shape, images.drawn(context));
  return {
    description,
    iterations: mergeDefaults.consensusIterations,
    needsNormalization: images.needsNormalization,
    queried: images,
    work(context) {
      const { experts, shape } = context;
      const drawn = shares(context).reduce((total, count) => total + count, 0);
      const count = images.count(context);
      return (
        drawnWork(experts, shape, shares(context)) +
        count * (context.trunk?.work ?? 0) +
        queryPasses(experts) * (count + drawn) * work.forward +
        context.iterations * stepImages(context.atOnce) * work.training
      );
    },
    async *teach(context) {
      const { student, model, experts, iterations, seed, atOnce, trunk, shape } = context;
      const batchSize = stepImages(atOnce);
      const afterAveraging = (all: ImageBatch) =>
        reestimateBatchNorm(model, all, { batchSize: Math.min(batchNormImages, atOnce.inference) });
      const count = images.count(context);
      const make = (some: number, first: number) => images.make(context, some, first);
      const shared = trunk === undefined ? make(count, 0) : yield* featureImages(trunk, shape, make, count);
      const learner = new ConsensusLearner({
        ...{
          student,
          images: shared,
          iterations,
          batchSize,
          queryBatchSize: Math.min(250, atOnce.inference),
          seed,
        },
        afterAveraging,
      });
      context.watch?.({
        ...{ learner, student, experts, shared },
        pictures: (some) => make(Math.min(some, count), 0),
      });
      // All images are added before the first query, so every expert is queried on all of them.
      for (const [index, count] of shares(context).entries()) {
        const expert = experts[index];
        if (expert === undefined || count === 0) continue;
        learner.addImages(yield* withExpert(index, drawnImages(expert, index, count, context)));
      }
      for (const [index, expert] of experts.entries()) {
        yield* withExpert(index, consensusEvents(learner.query(expert), batchSize));
      }
      yield* consensusEvents(learner.train(), batchSize);
      return learner.familiarity;
    },
  };
}
