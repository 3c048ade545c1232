import type { Benchmark } from '@exmodel/benchmarks';
import { adam, ConsensusLearner, muon, selectImages } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import { z } from 'zod';
import { notNegative, positive } from '../config/key-values';
import type { StrategyConfig } from '../config/strategy-config';
import { learnedExperiences } from '../streams/learned-experiences';
import { arrayBytes } from '../teaching/array-bytes';
import { studentClassifier } from '../teaching/classifier';
import { consensusEvents } from '../teaching/consensus-events';
import { stepKeys } from '../teaching/step-keys';
import { work } from '../teaching/work';
import { consensusImageKeys } from './consensus-image-keys';
import {
  refuseImages,
  sharedCount,
  sharedImages,
  synthesizedCount,
  synthesizedImages,
  synthesizedKinds,
} from './consensus-images';
import { defineStrategy } from './strategy';

const optimizers = { adam, muon };

const keys = {
  ...stepKeys,
  consensus_lr: positive.default(2e-3).describe('(ours) highest learning rate of its one cycle'),
  consensus_optimizer: z
    .enum(['adam', 'muon'])
    .optional()
    .describe('(ours) optimizer of the student; muon is quicker on deep networks; without it, adam'),
  train_at_end: z
    .boolean()
    .default(false)
    .describe('(ours) query all experts, then train the student once, instead of after every expert'),
  familiarity: notNegative
    .optional()
    .describe(
      '(ours) weight of a standard deviation of familiarity against one of log-odds; 0 for log-odds alone; without it, 1.5',
    ),
  ...consensusImageKeys,
};
type Config = StrategyConfig<typeof keys>;

/** Images for all experts that are kept beside the results, to look at. */
const shown = 100;

export const consensusEd = defineStrategy({
  name: 'consensus_ed',
  keys,
  insteadOf: { lr: 'consensus_lr' },
  revision: 3,
  summary:
    '(ours) on painted images, by what all experts say of them together; needs neither data nor old students',
  refuse(config, benchmark) {
    if (benchmark.multiTask)
      return 'consensus_ed weighs experts against each other, and in a multi-task stream they do not compete. Choose another strategy';
    return refuseImages(config, benchmark);
  },
  atOnce: ({ train_at_end }) => train_at_end,
  work(config, benchmark) {
    const experts = learnedExperiences(config, benchmark).length;
    const trainings = config.train_at_end ? 1 : experts;
    return (
      imagesWork(config, benchmark) +
      trainings * config.num_iter_per_exp * config.train_mb_size * work.training
    );
  },
  async create(context) {
    const { config, benchmark, experts } = context;
    const { model, student } = context.createStudent();
    const images = sharedImages(config, benchmark);
    const learner = new ConsensusLearner({
      student,
      images,
      iterations: config.num_iter_per_exp,
      batchSize: config.train_mb_size,
      peakLearningRate: config.consensus_lr,
      ...(config.consensus_optimizer !== undefined && {
        optimizer: optimizers[config.consensus_optimizer],
      }),
      ...(config.familiarity !== undefined && { familiarity: config.familiarity }),
      afterAveraging: (all) => reestimateBatchNorm(model, all, { batchSize: 250 }),
      seed: config.seed,
    });
    const last = learnedExperiences(config, benchmark).length - 1;
    return {
      model,
      async *learn(index) {
        const expert = experts[index];
        if (expert === undefined) throw new RangeError(`there is no expert ${index}`);
        if (synthesizedKinds(config).length > 0) {
          const samples = yield* synthesizedImages(context, index);
          learner.addImages(samples);
          yield { type: 'samples', samples };
        } else if (index === 0) {
          const few = Array.from({ length: Math.min(shown, images.count) }, (_, i) => i);
          yield { type: 'samples', samples: selectImages(images, few) };
        }
        const { task: _, ...withoutTask } = expert;
        const learning =
          config.train_at_end && index < last ? learner.query(withoutTask) : learner.learn(withoutTask);
        yield* consensusEvents(learning, config.train_mb_size);
      },
      ...studentClassifier(student),
      stateBytes: async () => arrayBytes(await learner.state()),
      dispose: () => void model.dispose(),
    };
  },
});

/** Making each expert's images, and asking it about all so far: what it says, and how new each is to its layers. */
function imagesWork(config: Config, benchmark: Benchmark): number {
  const passes = config.familiarity === 0 ? 1 : 2;
  let images = sharedCount(config);
  return learnedExperiences(config, benchmark).reduce((total, { classes }) => {
    const made = synthesizedCount(config, benchmark, classes.length);
    images += made;
    return total + made * config.buffer_iter * work.synthesis + passes * images * work.forward;
  }, 0);
}
