import type { Benchmark } from '@exmodel/benchmarks';
import {
  type DistillEvent,
  distillationTargets,
  ExModelLearner,
  klDivergence,
  meanSquaredError,
  type SampleSource,
  sgd,
} from '@exmodel/distill';
import type { StrategyConfig } from '../../config/strategy-config';
import { type ExpertOrigin, foreignArchitectures } from '../expert-origin';
import { learnedExperiences } from '../learned-experiences';
import type { Strategy, StrategyContext, StrategyDefinition, StrategyEvent } from '../strategy';
import { work } from '../work';
import { arrayBytes } from './array-bytes';
import { synthesisProgress } from './synthesis-progress';

export interface DistillationDefinition {
  readonly name: string;
  readonly summary: string;
  /** Work of making the images for the whole stream, in images × Adam steps. */
  readonly synthesisWork?: (config: StrategyConfig, benchmark: Benchmark) => number;
  readonly refuse?: NonNullable<StrategyDefinition['refuse']>;
  readonly auxiliaryData?: NonNullable<StrategyDefinition['auxiliaryData']>;
  source(context: StrategyContext): SampleSource | Promise<SampleSource>;
}

/** A strategy that distils every expert into one student on the images of a source: all `…_ed` strategies. */
export function distillation(definition: DistillationDefinition): StrategyDefinition {
  const { name, summary, auxiliaryData } = definition;
  return {
    name,
    summary,
    ...(auxiliaryData && { auxiliaryData }),
    refuse: async (config, benchmark, experts) =>
      refuseHeads(config, benchmark) ??
      refuseForeignHeir(config, experts) ??
      (await definition.refuse?.(config, benchmark, experts)),
    work(config, benchmark) {
      const steps = config.num_iter_per_exp * learnedExperiences(config, benchmark).length;
      return steps * stepWork(config) + (definition.synthesisWork?.(config, benchmark) ?? 0) * work.synthesis;
    },
    create: async (context) => createStrategy(context, await definition.source(context)),
  };
}

function createStrategy(context: StrategyContext, source: SampleSource): Strategy {
  const { config, experts } = context;
  const { model, student } = context.createStudent();
  const momentum = config.experiment_type === 'train_ed_single_exp' ? 0.9 : 0;
  const learner = new ExModelLearner({
    student,
    source,
    iterations: config.num_iter_per_exp,
    batchSize: config.train_mb_size,
    learningRate: config.lr,
    optimizer: (variables) => sgd(variables, { learningRate: config.lr, momentum }),
    loss: config.loss_type === 'mse' ? meanSquaredError : klDivergence(),
    crossEntropy: config.ce_loss,
    ...(config.bias_normalization && { targets: distillationTargets({ biasNormalization: true }) }),
    resetModel: config.reset_model,
    initFromExpert: config.init_from_expert,
    seed: config.seed,
  });
  return {
    model,
    async *learn(index) {
      const expert = experts[index];
      if (expert === undefined) throw new RangeError(`there is no expert ${index}`);
      for await (const event of learner.learn(expert)) {
        const told = translate(event, config);
        if (told !== undefined) yield told;
      }
    },
    logits: (images, tasks) => student.logits(images, tasks && { tasks }),
    stateBytes: async () => arrayBytes(await student.weights()) + arrayBytes(source.kept?.()),
    dispose() {
      learner.dispose();
      model.dispose();
    },
  };
}

function translate(event: DistillEvent, config: StrategyConfig): StrategyEvent | undefined {
  switch (event.type) {
    case 'synthesis':
      return synthesisProgress(event);
    case 'step':
      return {
        type: 'progress',
        phase: 'distillation',
        done: event.iteration,
        total: event.iterations,
        work: stepWork(config),
        loss: event.loss,
        step: true,
      };
    case 'samples':
      return { type: 'samples', samples: event.samples };
    case 'learned':
      return undefined;
    default:
      return event satisfies never;
  }
}

function stepWork(config: StrategyConfig): number {
  return config.train_mb_size * work.distillation;
}

function refuseHeads(config: StrategyConfig, benchmark: Benchmark): string | undefined {
  if (!benchmark.multiTask) return undefined;
  if (config.bias_normalization)
    return 'bias_normalization makes no sense in a multi-task stream: the heads are independent. Set it to false';
  if (config.init_from_expert)
    return 'init_from_expert cannot work in a multi-task stream: experts have one head, the student one per task. Set it to false';
  return undefined;
}

/** The student can only take over an expert that is built like it. */
function refuseForeignHeir(config: StrategyConfig, experts: readonly ExpertOrigin[]): string | undefined {
  const [foreign] = foreignArchitectures(experts.slice(0, 1), config);
  if (!config.init_from_expert || foreign === undefined) return undefined;
  return `init_from_expert takes over the first expert's weights, and those of a ${foreign} do not fit a ${config.model} student. Set it to false, or let the first expert be a ${config.model}`;
}
