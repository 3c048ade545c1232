import { type Benchmark, createBenchmark, TorchGenerator } from '@exmodel/benchmarks';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel, loadPretrained, type ModelOptions, modelInfo } from '@exmodel/models';
import type { SharedConfig } from '../config/strategy-config';
import { expertModel } from './expert-model';
import { readPretrained } from './read-pretrained';
import type { StrategyContext } from './strategy';

/** What an experiment happens on. */
export interface Stream {
  readonly benchmark: Benchmark;
  /** A model with the initial weights, one head. */
  readonly createExpertModel: () => ReturnType<typeof createModel>;
  readonly createStudent: StrategyContext['createStudent'];
}

/** A model that cannot learn this stream. */
export class RefusedModelError extends Error {
  override readonly name = 'RefusedModelError';

  constructor(
    readonly model: string,
    readonly scenario: string,
    reason: string,
  ) {
    super(`model "${model}" was refused on ${scenario}: ${reason}.`);
  }
}

/**
 * The benchmark, and the models with the run's initial weights. As in the reference one generator,
 * seeded once, gives the class order and then the weights, so experts and student start alike.
 *
 * @param tell is told of what takes its time
 * @throws RefusedModelError, and what says which data or weights are missing
 */
export async function openStream(
  config: SharedConfig,
  tell: (text: string) => void = () => undefined,
): Promise<Stream> {
  const seed = config.order_seed ?? config.seed;
  const generator = new TorchGenerator(seed);
  const benchmark = await createBenchmark(config.scenario, {
    seed,
    generator,
    imageSize: config.model === 'simple_mlp' ? 28 : 32,
    dataroot: config.dataroot,
    synthetic: config.synthetic,
    ...(config.nic_experiences !== undefined && { experiences: config.nic_experiences }),
    ...(config.permutations !== undefined && { permutations: config.permutations }),
  });
  const { pretrained, needsTasks } = modelInfo(config.model);
  if (needsTasks && !benchmark.multiTask) {
    throw new RefusedModelError(
      config.model,
      benchmark.scenario,
      'it confines each head to the classes of its task, and this stream has no tasks. Choose resnet',
    );
  }
  const weights =
    pretrained !== undefined && config.pretrained
      ? await readPretrained(pretrained, config.dataroot, tell)
      : undefined;
  const afterOrder = generator.state();
  const create = (name: string, heads: Pick<ModelOptions, 'heads' | 'taskClasses'>) => {
    const draws = TorchGenerator.fromState(afterOrder);
    const model = createModel(name, {
      inputShape: benchmark.shape,
      classes: benchmark.classCount,
      random: () => draws.rand(),
      ...(config.hs !== undefined && { hiddenSize: config.hs }),
      ...heads,
    });
    if (weights !== undefined) loadPretrained(model, weights);
    return model;
  };
  return {
    benchmark,
    createExpertModel: () => create(expertModel(config.model), {}),
    createStudent() {
      if (!benchmark.multiTask) {
        const model = create(config.model, {});
        return { model, student: studentFromLayersModel(model) };
      }
      const heads = benchmark.experiences.length;
      const taskClasses = benchmark.experiences.map(({ classes }) => classes);
      const masks = needsTasks ? { taskClasses } : {};
      const model = create(config.model, { heads, ...masks });
      return { model, student: studentFromLayersModel(model, { heads, ...masks }) };
    },
  };
}
