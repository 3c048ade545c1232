import { ConsensusLearner, type ConsensusOptions } from '@exmodel/distill';
import type { ExpertProbes } from '@exmodel/distill/experts';
import { consensusEvents } from '../teaching/consensus-events';
import { work } from '../teaching/work';
import { drawnImages, drawnShares, drawnWork } from './drawn-images';
import { featureImages } from './feature-images';
import { batchNormImages, stepImages, stepLearningRate } from './images-at-once';
import { madeImages } from './made-images';
import { mergeDefaults } from './merge-options';
import {
  type KeptTeaching,
  type MergeProgress,
  type MergeSource,
  type QueriedImages,
  type TeachContext,
  withExpert,
} from './merge-source';

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
      const { student, experts, iterations, seed, atOnce, trunk, shape, signal, keeper } = context;
      const batchSize = stepImages(atOnce);
      const count = images.count(context);
      const make = (some: number, first: number) => images.make(context, some, first);
      const shared =
        trunk !== undefined
          ? yield* featureImages(trunk, shape, make, count)
          : images.areThere
            ? make(count, 0)
            : yield* madeImages(shape, make, count);
      const options: ConsensusOptions = {
        ...{ student, images: shared, iterations, batchSize, seed, signal },
        align: images.areThere !== true,
        peakLearningRate: stepLearningRate(atOnce),
        queryBatchSize: Math.min(250, atOnce.inference),
        statisticsBatchSize: Math.min(batchNormImages, atOnce.estimation),
      };
      const from = keeper?.from;
      const learner =
        from === undefined ? new ConsensusLearner(options) : ConsensusLearner.restore(options, from.learner);
      let { drawn, work: worked } = from ?? { drawn: 0, work: 0 };
      const offer = async (moment: 'within' | 'between') =>
        keeper?.offer(async (): Promise<KeptTeaching> => {
          return { learner: await learner.state(), drawn, work: worked };
        }, moment);
      /** Keeps how far it is, between two events of the learner. */
      async function* kept(events: AsyncGenerator<MergeProgress, void>): AsyncGenerator<MergeProgress, void> {
        for await (const event of events) {
          worked += event.work;
          yield event;
          await offer('within');
        }
      }
      context.watch?.({
        ...{ learner, student, experts, shared },
        pictures: (some) => make(Math.min(some, count), 0),
      });
      // All images are added before the first query, so every expert is queried on all of them.
      for (const [index, count] of shares(context).entries()) {
        const expert = experts[index];
        if (index < drawn || expert === undefined) continue;
        if (count > 0)
          learner.addImages(yield* withExpert(index, drawnImages(expert, index, count, context)));
        drawn = index + 1;
        worked += drawnWork(context.probes.slice(index, drawn), [count]);
        await offer('between');
      }
      for (const [index, expert] of experts.entries()) {
        if (index < (from?.learner.experiences ?? 0)) continue;
        yield* kept(withExpert(index, consensusEvents(learner.query(expert), batchSize)));
      }
      yield* kept(consensusEvents(learner.train(), batchSize));
      const { familiarity, isAligned } = learner;
      return { familiarity, isAligned };
    },
  };
}
