import { type ConsensusEvent, ConsensusLearner, paintImages, selectImages } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import type { StrategyConfig } from '../../config/strategy-config';
import { learnedExperiences } from '../learned-experiences';
import type { StrategyDefinition, StrategyEvent } from '../strategy';
import { work } from '../work';
import { proceduralRecipe } from './procedural-recipe';

/** Painted images that are kept beside the results, to look at. */
const shown = 100;

export const consensusEd: StrategyDefinition = {
  name: 'consensus_ed',
  summary:
    '(ours) on painted images, by what all experts say of them together; needs neither data nor old students',
  refuse({ init_from_expert }, { multiTask }) {
    if (multiTask)
      return 'consensus_ed weighs experts against each other, and in a multi-task stream they do not compete. Choose another strategy';
    if (init_from_expert)
      return 'consensus_ed starts from the mean of all experts, not from the first. Set init_from_expert to false';
    return undefined;
  },
  atOnce: ({ train_at_end }) => train_at_end,
  work(config, benchmark) {
    const experts = learnedExperiences(config, benchmark).length;
    const trainings = config.train_at_end ? 1 : experts;
    return (
      experts * hearingWork(config) +
      trainings * config.num_iter_per_exp * config.train_mb_size * work.training
    );
  },
  async create({ config, benchmark, experts, createStudent }) {
    const { shape, normalization } = benchmark;
    const { model, student } = createStudent();
    const images = paintImages({
      recipe: proceduralRecipe(shape[2]),
      ...{ shape, normalization, count: config.buffer_size, seed: config.seed },
    });
    const learner = new ConsensusLearner({
      student,
      images,
      iterations: config.num_iter_per_exp,
      batchSize: config.train_mb_size,
      peakLearningRate: config.consensus_lr,
      settle: (painted) => reestimateBatchNorm(model, painted, { batchSize: 250 }),
      seed: config.seed,
    });
    const last = learnedExperiences(config, benchmark).length - 1;
    return {
      model,
      async *learn(index) {
        const expert = experts[index];
        if (expert === undefined) throw new RangeError(`there is no expert ${index}`);
        if (index === 0) {
          const few = Array.from({ length: Math.min(shown, images.count) }, (_, i) => i);
          yield { type: 'samples', samples: selectImages(images, few) };
        }
        const { task: _, ...withoutTask } = expert;
        const learning =
          config.train_at_end && index < last ? learner.hear(withoutTask) : learner.learn(withoutTask);
        let read = 0;
        for await (const event of learning) {
          const told = translate(event, config, read);
          if (event.type === 'reading') read = event.imagesDone;
          if (told !== undefined) yield told;
        }
      },
      logits: (x) => student.logits(x),
      dispose: () => void model.dispose(),
    };
  },
};

/** @param read images that the expert had been asked about before this event */
function translate(event: ConsensusEvent, config: StrategyConfig, read: number): StrategyEvent | undefined {
  switch (event.type) {
    case 'reading':
      return {
        type: 'progress',
        phase: 'reading',
        done: event.imagesDone,
        total: event.images,
        work: (event.imagesDone - read) * work.forward,
        loss: undefined,
        step: false,
      };
    case 'step':
      return {
        type: 'progress',
        phase: 'distillation',
        done: event.iteration,
        total: event.iterations,
        work: config.train_mb_size * work.training,
        loss: event.loss,
        step: true,
      };
    case 'learned':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** What the expert says of every image, and how new each is to its layers. */
function hearingWork({ buffer_size }: StrategyConfig): number {
  return 2 * buffer_size * work.forward;
}
