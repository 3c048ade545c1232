import { type Benchmark, concatenate, type ImageDataset } from '@exmodel/benchmarks';
import { Random } from '@exmodel/distill';
import { learnedExperiences } from '../learned-experiences';
import type { StrategyDefinition } from '../strategy';
import { trainClassifier } from '../train-classifier';
import { work } from '../work';

export interface RealDataDefinition {
  readonly name: string;
  readonly summary: string;
  /** The data sets that are trained on at experience `index`, as one. */
  trainingSets(benchmark: Benchmark, index: number): readonly ImageDataset[];
  readonly atOnce?: boolean;
}

/** A baseline that is trained on the experiences' real data by the experts' recipe. */
export function realData({ trainingSets, ...definition }: RealDataDefinition): StrategyDefinition {
  return {
    ...definition,
    refuse({ experiment_type }, benchmark) {
      if (benchmark.multiTask)
        return `${definition.name} is for single-head streams. Choose another strategy`;
      if (definition.atOnce === true && experiment_type === 'train_ed_single_exp')
        return `${definition.name} learns the whole stream at once. Choose another strategy, or experiment_type train_ed`;
      return undefined;
    },
    work: (config, benchmark) =>
      config.expert_epochs *
      work.training *
      learnedExperiences(config, benchmark).reduce(
        (total, { index }) => total + images(trainingSets(benchmark, index)),
        0,
      ),
    async create({ config, benchmark, createStudent }) {
      const { model, student } = createStudent();
      return {
        model,
        async *learn(index) {
          const sets = trainingSets(benchmark, index);
          if (sets.length === 0) return;
          const data = { dataset: concatenate(sets), normalization: benchmark.normalization };
          const random = Random.seeded(config.seed, definition.name, index);
          for await (const step of trainClassifier(student, data, config, random)) {
            yield {
              type: 'progress',
              phase: 'training',
              done: step.step,
              total: step.steps,
              work: step.images * work.training,
              loss: step.loss,
              step: true,
            };
          }
        },
        logits: (images) => student.logits(images),
        dispose: () => void model.dispose(),
      };
    },
  };
}

function images(sets: readonly ImageDataset[]): number {
  return sets.reduce((total, set) => total + set.length, 0);
}
