import { concatenate, type Experience } from '@exmodel/benchmarks';
import { type Place, Random, type Weights } from '@exmodel/distill';
import { count } from '../../config/key-values';
import type { StrategyConfig } from '../../config/strategy-config';
import { learnedExperiences } from '../../streams/learned-experiences';
import { studentClassifier } from '../../teaching/classifier';
import { stepEvent } from '../../teaching/step-event';
import { type ClassifierTraining, type Recipe, trainClassifier } from '../../teaching/train-classifier';
import { work } from '../../teaching/work';
import { defineStrategy, type StrategyDefinition } from '../strategy';

/** What every baseline on real data reads, beside the experts' recipe. */
const realDataKeys = {
  epochs: count.optional().describe('(added) passes over the real images; default: expert_epochs'),
};

/** The student now, and where its training stands; absent between two experiences. */
interface State {
  readonly student: Weights;
  readonly training?: ClassifierTraining;
}

export interface RealDataDefinition {
  readonly name: string;
  readonly summary: string;
  /** The experiences, of those that are learned, whose images are the training set at `index`. */
  trainedOn(learned: readonly Experience[], index: number): readonly Experience[];
  readonly atOnce?: boolean;
}

/** A baseline that is trained on the experiences' real data by the experts' recipe. */
export function realData({ trainedOn, atOnce = false, ...names }: RealDataDefinition): StrategyDefinition {
  const { name } = names;
  return defineStrategy({
    ...names,
    keys: realDataKeys,
    insteadOf: { num_iter_per_exp: 'epochs', lr: 'expert_lr', train_mb_size: 'expert_mb_size' },
    atOnce: () => atOnce,
    withoutExperts: true,
    refuse({ experiment_type }) {
      if (atOnce && experiment_type === 'train_ed_single_exp')
        return `${name} learns the whole stream at once. Choose another strategy, or experiment_type train_ed`;
      return undefined;
    },
    work: (config, benchmark) =>
      recipeOf(config).expert_epochs *
      work.training *
      learnedExperiences(config, benchmark).reduce(
        (total, { index }, _, learned) => total + images(trainedOn(learned, index)),
        0,
      ),
    async create({ config, benchmark, createStudent }, state) {
      const { model, student } = createStudent();
      const from = state as State | undefined;
      if (from !== undefined) student.setWeights(from.student);
      const place: Place<ClassifierTraining> = { from: from?.training };
      const learned = learnedExperiences(config, benchmark);
      return {
        model,
        async *learn(index) {
          const experiences = trainedOn(learned, index);
          if (experiences.length === 0) return;
          const data = {
            dataset: concatenate(experiences.map(({ train }) => train)),
            benchmark,
            tasks: benchmark.multiTask ? tasksOf(experiences) : undefined,
          };
          const random = Random.seeded(config.seed, name, index);
          for await (const step of trainClassifier(student, data, recipeOf(config), random, place)) {
            const { step: iteration, steps: iterations, loss } = step;
            yield stepEvent({ iteration, iterations, loss }, step.images * work.training, 'training');
          }
        },
        ...studentClassifier(student),
        async state(): Promise<State> {
          const training = place.now === undefined ? place.from : await place.now();
          return { student: await student.weights(), ...(training && { training }) };
        },
        dispose: () => void model.dispose(),
      };
    },
  });
}

/** The experts' recipe, with `epochs` of its own. */
function recipeOf(config: StrategyConfig<typeof realDataKeys>): Recipe {
  return { ...config, expert_epochs: config.epochs ?? config.expert_epochs };
}

function images(experiences: readonly Experience[]): number {
  return experiences.reduce((total, { train }) => total + train.length, 0);
}

/** The task of every training image, experience after experience. */
function tasksOf(experiences: readonly Experience[]): Int32Array {
  const tasks = new Int32Array(images(experiences));
  let from = 0;
  for (const { task = 0, train } of experiences) {
    tasks.fill(task, from, from + train.length);
    from += train.length;
  }
  return tasks;
}
