import { type Benchmark, createBenchmark, TorchGenerator } from '@exmodel/benchmarks';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import type { ExperimentConfig } from '../config/schema';
import type { StrategyContext } from './strategy';

/** What an experiment happens on. */
export interface Stream {
  readonly benchmark: Benchmark;
  /** A model with the initial weights, one head. */
  readonly createExpertModel: () => ReturnType<typeof createModel>;
  readonly createStudent: StrategyContext['createStudent'];
}

/**
 * The benchmark, and the models with the run's initial weights. As in the reference one generator,
 * seeded once, gives the class order and then the weights, so experts and student start alike.
 */
export async function openStream(config: ExperimentConfig): Promise<Stream> {
  const seed = config.order_seed ?? config.seed;
  const generator = new TorchGenerator(seed);
  const benchmark = await createBenchmark(config.scenario, {
    seed,
    generator,
    imageSize: config.model === 'simple_mlp' ? 28 : 32,
    dataroot: config.dataroot,
    synthetic: config.synthetic,
    ...(config.permutations !== undefined && { permutations: config.permutations }),
  });
  const afterOrder = generator.state();
  const create = (heads: number) => {
    const weights = TorchGenerator.fromState(afterOrder);
    return createModel(config.model, {
      inputShape: benchmark.shape,
      classes: heads * benchmark.classCount,
      random: () => weights.rand(),
      ...(config.hs !== undefined && { hiddenSize: config.hs }),
    });
  };
  return {
    benchmark,
    createExpertModel: () => create(1),
    createStudent() {
      const heads = benchmark.experiences.length;
      const model = create(benchmark.multiTask ? heads : 1);
      return { model, student: studentFromLayersModel(model, benchmark.multiTask ? { heads } : {}) };
    },
  };
}
