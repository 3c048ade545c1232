import type { Benchmark } from '@exmodel/benchmarks';
import {
  distillationTargets,
  ExModelLearner,
  type ExModelOptions,
  type ExModelState,
  klDivergence,
  meanSquaredError,
  type SampleSource,
  sgd,
  type Targets,
} from '@exmodel/distill';
import type { Keys, ValuesOf } from '../../config/keys';
import type { StrategyConfig } from '../../config/strategy-config';
import { foreignArchitectures } from '../../experts/expert-origin';
import type { ExpertOrigin } from '../../streams/expert-origin';
import { learnedExperiences } from '../../streams/learned-experiences';
import { arrayBytes } from '../../teaching/array-bytes';
import { studentClassifier } from '../../teaching/classifier';
import { distillationEvents, distillationStepWork } from '../../teaching/distillation-events';
import { work } from '../../teaching/work';
import { defineStrategy, type Strategy, type StrategyContext, type StrategyDefinition } from '../strategy';
import { distillationKeys, targetsKeys } from './distillation-keys';

type DistillationConfig = StrategyConfig<typeof distillationKeys> & Partial<ValuesOf<typeof targetsKeys>>;

/** @typeParam K the keys that its images take, beside those of distillation */
export interface DistillationDefinition<K extends Keys = Keys>
  extends Pick<
    StrategyDefinition<typeof distillationKeys & K>,
    'name' | 'summary' | 'revision' | 'needs' | 'ignoredKeys' | 'refuse' | 'auxiliaryData'
  > {
  readonly keys?: K;
  /** Work of making the images for the whole stream, in images × Adam steps. */
  synthesisWork?(config: StrategyConfig<typeof distillationKeys & K>, benchmark: Benchmark): number;
  source(context: StrategyContext<typeof distillationKeys & K>): SampleSource | Promise<SampleSource>;
  /**
   * What the student's logits should become, in multi-task streams too; without it, as the reference has it. With it, the
   * strategy has no `bias_normalization`.
   */
  targets?(config: StrategyConfig<typeof distillationKeys & K>): Targets;
}

/** A strategy that distils every expert into one student on the images of a source: most of the `…_ed` strategies. */
export function distillation<K extends Keys = Record<never, never>>(
  definition: DistillationDefinition<K>,
): StrategyDefinition;
export function distillation(definition: DistillationDefinition): StrategyDefinition {
  const { source: _, synthesisWork: __, targets, ...described } = definition;
  return defineStrategy<typeof distillationKeys>({
    ...described,
    keys: { ...distillationKeys, ...(targets === undefined && targetsKeys), ...definition.keys },
    refuse: async (config, benchmark, experts) =>
      refuseHeads(config, benchmark) ??
      refuseForeignHeir(config, experts) ??
      (await definition.refuse?.(config, benchmark, experts)),
    work(config, benchmark) {
      const steps = config.num_iter_per_exp * learnedExperiences(config, benchmark).length;
      return (
        steps * distillationStepWork(config.train_mb_size) +
        (definition.synthesisWork?.(config, benchmark) ?? 0) * work.synthesis
      );
    },
    create: async (context, state) => {
      const targets = definition.targets?.(context.config) ?? referenceTargets(context.config);
      const source = await definition.source(context);
      return createStrategy(context, source, targets, state as ExModelState | undefined);
    },
  });
}

/** The reference's: as the learner has them by default, or centred. */
function referenceTargets({ bias_normalization }: DistillationConfig): Targets | undefined {
  return bias_normalization ? distillationTargets({ biasNormalization: true }) : undefined;
}

async function createStrategy(
  context: StrategyContext<typeof distillationKeys>,
  source: SampleSource,
  targets: Targets | undefined,
  state: ExModelState | undefined,
): Promise<Strategy> {
  const { config, experts } = context;
  const { model, student } = context.createStudent();
  const momentum = config.experiment_type === 'train_ed_single_exp' ? 0.9 : 0;
  const options: ExModelOptions = {
    student,
    source,
    iterations: config.num_iter_per_exp,
    batchSize: config.train_mb_size,
    learningRate: config.lr,
    optimizer: (variables) => sgd(variables, { learningRate: config.lr, momentum }),
    loss: config.loss_type === 'mse' ? meanSquaredError : klDivergence(),
    crossEntropy: config.ce_loss,
    ...(targets && { targets }),
    resetModel: config.reset_model,
    initFromExpert: config.init_from_expert,
    seed: config.seed,
  };
  const learner =
    state === undefined ? new ExModelLearner(options) : await ExModelLearner.restore(options, state);
  return {
    model,
    async *learn(index) {
      const expert = experts[index];
      if (expert === undefined) throw new RangeError(`there is no expert ${index}`);
      yield* distillationEvents(learner.learn(expert), config.train_mb_size);
    },
    ...studentClassifier(student),
    state: () => learner.state(),
    stateBytes: async () => arrayBytes(await student.weights()) + arrayBytes(source.kept?.()),
    dispose() {
      learner.dispose();
      model.dispose();
    },
  };
}

function refuseHeads(config: DistillationConfig, benchmark: Benchmark): string | undefined {
  if (!benchmark.multiTask) return undefined;
  if (config.bias_normalization)
    return 'bias_normalization makes no sense in a multi-task stream: the heads are independent. Set it to false';
  if (config.init_from_expert)
    return 'init_from_expert cannot work in a multi-task stream: experts have one head, the student one per task. Set it to false';
  return undefined;
}

/** The student can only take over an expert that is built like it. */
function refuseForeignHeir(config: DistillationConfig, experts: readonly ExpertOrigin[]): string | undefined {
  const [foreign] = foreignArchitectures(experts.slice(0, 1), config);
  if (!config.init_from_expert || foreign === undefined) return undefined;
  return `init_from_expert takes over the first expert's weights, and those of a ${foreign} do not fit a ${config.model} student. Set it to false, or let the first expert be a ${config.model}`;
}
