import { ConsensusLearner, type ImageBatch } from '@exmodel/distill';
import type { ExpertProbes } from '@exmodel/distill/experts';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import { consensusEvents } from '../teaching/consensus-events';
import { work } from '../teaching/work';
import { drawnImages, drawnShares, drawnWork } from './drawn-images';
import { featureImages } from './feature-images';
import { batchNormImages, stepImages } from './images-at-once';
import { madeImages } from './made-images';
import { mergeDefaults } from './merge-options';
import { type MergeSource, type QueriedImages, type TeachContext, withExpert } from './merge-source';

/** Passes over the images in which all experts are queried: for the logits and, where it can be told, for the familiarity. */
function queryPasses(probes: readonly ExpertProbes[]): number {
  return probes.reduce((total, { familiarity }) => total + (familiarity ? 2 : 1), 0);
}

/**
 * All experts are queried on the same images, and the student learns their consensus. It starts from the mean of their weights
 * if their training started from the same ones, else from the first one's. No expert makes it forget another.
 */
export function byConsensus(description: string, images: QueriedImages): MergeSource {
  /** How many images are drawn towards each expert. */
  const shares = (context: Pick<TeachContext, 'experts' | 'probes' | 'shape' | 'effort'>) =>
    images.drawn === undefined ? [] : drawnShares(context.experts, context.probes, images.drawn(context));
  return {
    description,
    iterations: mergeDefaults.consensusIterations,
    needsNormalization: images.needsNormalization,
    queried: images,
    work(context) {
      const { probes } = context;
      const drawn = shares(context).reduce((total, count) => total + count, 0);
      const count = images.count(context);
      return (
        drawnWork(probes, shares(context)) +
        count * (context.trunk?.work ?? 0) +
        queryPasses(probes) * (count + drawn) * work.forward +
        context.iterations * stepImages(context.atOnce) * work.training
      );
    },
    async *teach(context) {
      const { student, model, experts, iterations, seed, atOnce, trunk, shape, signal } = context;
      const batchSize = stepImages(atOnce);
      const afterAveraging = (all: ImageBatch) =>
        reestimateBatchNorm(model, all, {
          batchSize: Math.min(batchNormImages, atOnce.estimation),
          signal,
        });
      const count = images.count(context);
      const make = (some: number, first: number) => images.make(context, some, first);
      const shared =
        trunk !== undefined
          ? yield* featureImages(trunk, shape, make, count)
          : images.areThere
            ? make(count, 0)
            : yield* madeImages(shape, make, count);
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
        signal,
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
