import { adam, type DistillEvent, distill, distillationTargets, type SampleSource } from '@exmodel/distill';
import { work } from '../pipeline/work';
import { mergeDefaults } from './merge-options';
import type { MergeSource, TeachContext, TeachProgress } from './merge-source';

const { batchSize, learningRate, images, synthesis } = mergeDefaults;
const stepWork = batchSize * work.distillation;

/**
 * One expert after the other by ex-model distillation (arXiv 2112.06511). Each teacher's logits are centred: models of
 * different makers need not agree on a constant.
 *
 * @param isSynthesis whether the source makes images of each expert
 */
export function distilled(
  description: string,
  { isSynthesis, create }: { isSynthesis: boolean; create: (context: TeachContext) => SampleSource },
): MergeSource {
  return {
    description,
    work({ experts, iterations = mergeDefaults.iterations }) {
      const made = isSynthesis
        ? experts.map((_, k) => Math.floor(images / (k + 1)) * synthesis.iterations)
        : [];
      const synthesisWork = made.reduce((total, units) => total + units, 0) * work.synthesis;
      return synthesisWork + experts.length * iterations * stepWork;
    },
    async *teach(context) {
      const { student, experts, iterations = mergeDefaults.iterations, seed } = context;
      const events = distill({
        ...{ student, experts, iterations, batchSize, seed },
        source: create(context),
        optimizer: (variables) => adam(variables, { learningRate }),
        targets: distillationTargets({ biasNormalization: true }),
      });
      for await (const event of events) {
        const told = progress(event);
        if (told !== undefined) yield told;
      }
    },
  };
}

function progress(event: DistillEvent): TeachProgress | undefined {
  if (event.type !== 'synthesis' && event.type !== 'step') return undefined;
  const { iteration: done, iterations: total, experience: expert, loss } = event;
  if (event.type === 'step') {
    return { phase: 'distillation', done, total, expert, work: stepWork, loss };
  }
  return { phase: 'synthesis', done, total, expert, work: event.images * work.synthesis, loss };
}
