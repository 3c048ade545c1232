import type { Benchmark } from '../benchmark';
import type { DatasetOptions } from '../datasets/dataset-options';
import type { TorchGenerator } from '../random/torch-generator';

export interface BenchmarkOptions extends DatasetOptions {
  /** Decides all that is random in the stream; an integer in 0 … 2³² − 1. */
  readonly seed: number;
  /**
   * Where the class order is drawn from; by default a new generator with `seed`. Give `new TorchGenerator(seed)` to go
   * on drawing from it afterwards: the reference draws initial weights right after the class order.
   */
  readonly generator?: TorchGenerator | undefined;
  /** Only for `pmnist`: the number of experiences, 20 by default. */
  readonly permutations?: number | undefined;
}

/** What a scenario gets to work with: all options, the generator in place. */
interface ScenarioOptions extends BenchmarkOptions {
  readonly generator: TorchGenerator;
}

/** One way to make a stream. A new one is a file in this folder and a line in `registry.ts`. */
export type Scenario = (options: ScenarioOptions) => Promise<Benchmark>;
