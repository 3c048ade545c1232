import { adam, distillationTargets, ExModelLearner, rehearsalBuffer } from '@exmodel/distill';
import { defaultsOf } from '../config/keys';
import { distillationEvents, distillationStepWork } from '../teaching/distillation-events';
import type { ImageKind } from '../teaching/images/image-kind';
import { work } from '../teaching/work';
import { scaled } from './budget';
import { stepImages } from './images-at-once';
import { mergeAugmentation as augmentation, mergeDefaults } from './merge-options';
import type { MergeSource, TeachContext } from './merge-source';

const { learningRate, images, synthesis } = mergeDefaults;

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
      const learner = new ExModelLearner({
        ...{ student, source: sourceOf(kind, context), iterations, batchSize, seed },
        optimizer: (variables) => adam(variables, { learningRate }),
        targets: distillationTargets({ biasNormalization: true }),
        signal,
      });
      try {
        for (const [index, expert] of experts.entries()) {
          for await (const event of distillationEvents(learner.learn(expert), batchSize)) {
            if (event.type === 'progress') yield { ...event, expert: index };
          }
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
