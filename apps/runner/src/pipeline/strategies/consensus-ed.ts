import type { Benchmark } from '@exmodel/benchmarks';
import { adam, type ConsensusEvent, ConsensusLearner, muon, selectImages } from '@exmodel/distill';
import { reestimateBatchNorm } from '@exmodel/distill/layers';
import type { StrategyConfig } from '../../config/strategy-config';
import { learnedExperiences } from '../learned-experiences';
import type { StrategyDefinition, StrategyEvent } from '../strategy';
import { work } from '../work';
import { arrayBytes } from './array-bytes';
import {
  refuseImages,
  sharedCount,
  sharedImages,
  synthesizedCount,
  synthesizedImages,
  synthesizedKinds,
} from './consensus-images';

const optimizers = { adam, muon };

/** Images for all experts that are kept beside the results, to look at. */
const shown = 100;

export const consensusEd: StrategyDefinition = {
  name: 'consensus_ed',
  revision: 3,
  summary:
    '(ours) on painted images, by what all experts say of them together; needs neither data nor old students',
  refuse(config, benchmark) {
    if (benchmark.multiTask)
      return 'consensus_ed weighs experts against each other, and in a multi-task stream they do not compete. Choose another strategy';
    if (config.init_from_expert)
      return 'consensus_ed starts from the mean of all experts, not from the first. Set init_from_expert to false';
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
        for await (const event of learning) {
          const told = translate(event, config);
          if (told !== undefined) yield told;
        }
      },
      logits: (x) => student.logits(x),
      async stateBytes() {
        const { student: _, ...kept } = await learner.state();
        return arrayBytes(kept);
      },
      dispose: () => void model.dispose(),
    };
  },
};

function translate(event: ConsensusEvent, config: StrategyConfig): StrategyEvent | undefined {
  switch (event.type) {
    case 'query':
      return {
        type: 'progress',
        phase: 'reading',
        done: event.done,
        total: event.total,
        work: event.images * work.forward,
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

/** Making each expert's images, and asking it about all so far: what it says, and how new each is to its layers. */
function imagesWork(config: StrategyConfig, benchmark: Benchmark): number {
  const passes = config.familiarity === 0 ? 1 : 2;
  let images = sharedCount(config);
  return learnedExperiences(config, benchmark).reduce((total, { classes }) => {
    const made = synthesizedCount(config, benchmark, classes.length);
    images += made;
    return total + made * config.buffer_iter * work.synthesis + passes * images * work.forward;
  }, 0);
}
