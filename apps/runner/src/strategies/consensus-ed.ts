import type { Benchmark } from '@exmodel/benchmarks';
import {
  adam,
  ConsensusLearner,
  type ConsensusOptions,
  type ConsensusState,
  type Expert,
  type ImageBatch,
  muon,
  type Place,
  selectImages,
  type Weights,
} from '@exmodel/distill';
import { withJointOrigin } from '@exmodel/distill/experts';
import { z } from 'zod';
import { notNegative, positive } from '../config/key-values';
import type { StrategyConfig } from '../config/strategy-config';
import { learnedExperiences } from '../streams/learned-experiences';
import { arrayBytes } from '../teaching/array-bytes';
import { studentClassifier } from '../teaching/classifier';
import { consensusEvents } from '../teaching/consensus-events';
import { drawnWork } from '../teaching/drawn-images';
import { imageKindNamed } from '../teaching/images/registry';
import { synthesisBatch } from '../teaching/images/synthesis-keys';
import { stepKeys, stepNeed } from '../teaching/step-keys';
import type { TeachingEvent } from '../teaching/teaching-event';
import { work } from '../teaching/work';
import { drawnCount, drawnFor, refuseStay } from './consensus-drawn';
import { consensusImageKeys } from './consensus-image-keys';
import {
  refuseImages,
  type SynthesizedImages,
  sharedCount,
  sharedImages,
  synthesizedCount,
  synthesizedImages,
  synthesizedKinds,
} from './consensus-images';
import { defineStrategy } from './strategy';

const optimizers = { adam, muon };
const isFromExpert = (kind: string) => imageKindNamed(kind).from === 'expert';

const keys = {
  ...stepKeys,
  consensus_lr: positive.default(2e-3).describe('(added) peak learning rate of the one-cycle schedule'),
  consensus_optimizer: z
    .enum(['adam', 'muon'])
    .optional()
    .describe('(added) optimizer of the student; muon is quicker on deep networks; default: adam'),
  train_at_end: z
    .boolean()
    .default(false)
    .describe('(added) query all experts, then train the student once, instead of after every expert'),
  familiarity: notNegative
    .optional()
    .describe(
      '(added) weight of a standard deviation of familiarity against one of log-odds; 0 for log-odds alone; default: 0.5 to 3, as far as its two views agree, and 1 where that is not known',
    ),
  expert_origin: z
    .enum(['known', 'estimated'])
    .optional()
    .describe(
      '(added) estimated: estimate the weights that the experts started from, even if they are known; default: known, and estimated where they are unknown',
    ),
  ...consensusImageKeys,
};
type Config = StrategyConfig<typeof keys>;

/** Where it stands: the images for an expert come first, then the learner queries it and trains the student. */
interface State {
  readonly learner: ConsensusState;
  readonly stage: 'images' | 'learning';
  /** Of the images that are made from the expert, what has been made so far. */
  readonly made?: unknown;
}

/** How many of the shared images are saved with the results, for viewing. */
const shown = 100;

export const consensusEd = defineStrategy({
  name: 'consensus_ed',
  keys,
  insteadOf: { lr: 'consensus_lr' },
  // All images are read in turn, so a step has no more than there are.
  needs: {
    buffer_size: (images, { image }) => ({ held: images * image }),
    train_mb_size: (images, job) => stepNeed(Math.min(images, job.number('buffer_size')), job),
    buffer_mb_size: (images, job) =>
      job.names('consensus_images').some(isFromExpert) ? synthesisBatch(images, job) : {},
  },
  revision: 10,
  summary:
    'exmodel’s own method, on painted images, by the evidence of all experts together; needs neither data nor old students',
  refuse(config, benchmark) {
    if (benchmark.multiTask)
      return 'consensus_ed weighs experts against each other, and in a multi-task stream they do not compete. Choose another strategy';
    return refuseStay(config, benchmark) ?? refuseImages(config, benchmark);
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
  async create(context, state) {
    const from = state as State | undefined;
    const { config, benchmark } = context;
    const { model, student } = context.createStudent();
    const initial = await student.weights();
    const experts = await knowingOrigin(context.experts, config, initial);
    const images = sharedImages(config, benchmark);
    const options: ConsensusOptions = {
      student,
      images,
      iterations: config.num_iter_per_exp,
      batchSize: config.train_mb_size,
      peakLearningRate: config.consensus_lr,
      ...(config.consensus_optimizer !== undefined && {
        optimizer: optimizers[config.consensus_optimizer],
      }),
      ...(config.familiarity !== undefined && { familiarity: config.familiarity }),
      seed: config.seed,
    };
    const learner =
      from === undefined ? new ConsensusLearner(options) : ConsensusLearner.restore(options, from.learner);
    let stage: State['stage'] = from?.stage ?? 'images';
    let place: Place = { from: from?.made };
    const last = learnedExperiences(config, benchmark).length - 1;
    let isTraining = from?.learner.progress?.phase === 'training';
    let queried = from?.learner.experiences ?? 0;
    /** Queries the expert and trains the student; where it was left in a training, the rest of that. */
    function learning(index: number) {
      if (isTraining) {
        isTraining = false;
        return learner.train();
      }
      const { task: _, ...withoutTask } = expertAt(experts, index);
      return config.train_at_end && index < last ? learner.query(withoutTask) : learner.learn(withoutTask);
    }
    /** Experts that stay are queried when there are images of them all. */
    async function* learningAll() {
      if (isTraining) yield* learning(last);
      for (; queried <= last; queried += 1) yield* learning(queried);
    }
    /** The images that are added for an expert, or at first some of those for all experts, to look at. */
    async function* imagesFor(index: number): AsyncGenerator<TeachingEvent, ImageBatch | undefined> {
      if (config.experts_stay) {
        const samples = yield* drawnFor(context, expertAt(experts, index), index, initial, place);
        if (samples !== undefined) learner.addImages(samples);
        return samples;
      }
      if (synthesizedKinds(config).length === 0) {
        const few = Array.from({ length: Math.min(shown, images.count) }, (_, i) => i);
        return index === 0 ? selectImages(images, few) : undefined;
      }
      const samples = yield* synthesizedImages(context, index, place as Place<SynthesizedImages>);
      learner.addImages(samples);
      return samples;
    }

    return {
      model,
      async *learn(index) {
        if (stage === 'images') {
          const samples = yield* imagesFor(index);
          place = {};
          stage = 'learning';
          if (samples !== undefined) yield { type: 'samples', samples };
        }
        if (!config.experts_stay) yield* consensusEvents(learning(index), config.train_mb_size);
        else if (index === last) yield* consensusEvents(learningAll(), config.train_mb_size);
        stage = 'images';
      },
      ...studentClassifier(student),
      async state(): Promise<State> {
        const current = place.now === undefined ? place.from : await place.now();
        const made = stage === 'images' ? current : undefined;
        return { learner: await learner.state(), stage, ...(made !== undefined && { made }) };
      },
      async stateBytes() {
        const { student: _, ...kept } = await learner.state();
        return arrayBytes(kept);
      },
      measurements() {
        const { trust, weight } = learner.familiarity;
        return trust === undefined ? {} : { 'familiarity/trust': trust, 'familiarity/weight': weight };
      },
      dispose: () => void model.dispose(),
    };
  },
});

/** The experts, with an estimate of the weights that they started from where these are unknown, or are to count as such. */
async function knowingOrigin(
  experts: readonly Expert[],
  { familiarity, expert_origin }: Config,
  initial: Weights,
): Promise<readonly Expert[]> {
  if (familiarity === 0) return experts;
  if (expert_origin !== 'estimated') return withJointOrigin(experts, initial);
  const unknowing = experts.map(({ initialWeights: _, ...expert }) => expert);
  return withJointOrigin(unknowing, undefined);
}

function expertAt(experts: readonly Expert[], index: number): Expert {
  const expert = experts[index];
  if (expert === undefined) throw new RangeError(`there is no expert ${index}`);
  return expert;
}

/** Work of making each expert's images and of querying it on all images so far: its logits and its novelty. */
function imagesWork(config: Config, benchmark: Benchmark): number {
  const passes = config.familiarity === 0 ? 1 : 2;
  const experiences = learnedExperiences(config, benchmark);
  if (config.experts_stay) {
    const drawn = experiences.reduce(
      (total, { classes: { length } }) => total + Math.floor(drawnCount(config, benchmark) / length) * length,
      0,
    );
    return drawnWork(drawn) + experiences.length * passes * (sharedCount(config) + drawn) * work.forward;
  }
  let images = sharedCount(config);
  return experiences.reduce((total, { classes }) => {
    const made = synthesizedCount(config, benchmark, classes.length);
    images += made;
    return total + made * config.buffer_iter * work.synthesis + passes * images * work.forward;
  }, 0);
}
