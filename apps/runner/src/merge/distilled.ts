import {
  adam,
  distillationTargets,
  ExModelLearner,
  type ExModelOptions,
  type ExModelState,
  rehearsalBuffer,
  StateUnavailableError,
} from '@exmodel/distill';
import { defaultsOf } from '../config/keys';
import { distillationEvents, distillationStepWork } from '../teaching/distillation-events';
import type { ImageKind } from '../teaching/images/image-kind';
import { work } from '../teaching/work';
import { scaled } from './budget';
import { stepImages } from './images-at-once';
import { mergeAugmentation as augmentation, mergeDefaults } from './merge-options';
import type { Keeper, MergeSource, TeachContext } from './merge-source';

const { learningRate, images, synthesis } = mergeDefaults;

/** How far it is: with the same experts and sizes it goes on from there, to the same bits. */
interface KeptDistillation {
  readonly learner: ExModelState;
  /** What is done of the work. */
  readonly work: number;
}

/**
 * One expert after the other by ex-model distillation (arXiv 2112.06511), on images of one kind. Each teacher's logits are
 * centred: models from different makers may differ by a constant.
 */
export function distilled(kind: ImageKind): MergeSource {
  return {
    needsNormalization: kind.from === 'seed' && kind.needsNormalization,
    iterations: mergeDefaults.iterations,
    description: `one expert after the other, on ${kind.images}`,
    work({ experts, iterations, atOnce, effort }) {
      const budget = scaled(images, effort);
      const made = experts.map((_, k) => Math.floor(budget / (k + 1)) * synthesis.iterations);
      const units = kind.from === 'seed' ? 0 : made.reduce((total, each) => total + each, 0);
      return units * work.synthesis + experts.length * iterations * distillationStepWork(stepImages(atOnce));
    },
    async *teach(context) {
      const { student, experts, iterations, seed, atOnce, signal } = context;
      const batchSize = stepImages(atOnce);
      const options: ExModelOptions = {
        ...{ student, source: sourceOf(kind, context), iterations, batchSize, seed },
        optimizer: (variables) => adam(variables, { learningRate }),
        targets: distillationTargets({ biasNormalization: true }),
        signal,
      };
      // What is kept comes back to the same source alone: its name is part of the merge's identity.
      const keeper = context.keeper as Keeper<KeptDistillation> | undefined;
      const from = keeper?.from;
      const learner =
        from === undefined
          ? new ExModelLearner(options)
          : await ExModelLearner.restore(options, from.learner);
      let worked = from?.work ?? 0;
      const offer = async (moment: 'within' | 'between') => {
        try {
          await keeper?.offer(async () => ({ learner: await learner.state(), work: worked }), moment);
        } catch (error) {
          // A plugin's synthesis may have no state: its images are then made as a whole.
          if (!(error instanceof StateUnavailableError)) throw error;
        }
      };
      try {
        for (const [index, expert] of experts.entries()) {
          if (index < (from?.learner.experiences ?? 0)) continue;
          for await (const event of distillationEvents(learner.learn(expert), batchSize)) {
            if (event.type !== 'progress') continue;
            worked += event.work;
            yield { ...event, expert: index };
            await offer('within');
          }
          await offer('between');
        }
      } finally {
        learner.dispose();
      }
      return undefined;
    },
  };
}

function sourceOf(kind: ImageKind, context: TeachContext) {
  if (kind.from === 'seed') return kind.fresh(context);
  const { shape, student, atOnce, effort } = context;
  const batchSize = Math.min(synthesis.batchSize, atOnce.synthesis);
  const { outputs } = student;
  return rehearsalBuffer({
    synthesis: kind.synthesis(
      { ...synthesis, batchSize, shape, outputs, augmentation },
      { ...defaultsOf(kind.keys), ...kind.forUnrelatedExperts },
    ),
    budget: scaled(images, effort),
    augmentation,
  });
}
