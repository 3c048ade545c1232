import type { DatasetName } from '../datasets/dataset-name';
import type { DatasetOptions } from '../datasets/dataset-options';
import type { ImageShape } from '../images/image-dataset';
import type { TorchGenerator } from '../random/torch-generator';
import type { Benchmark } from './benchmark';

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
  /**
   * Only where the scenario is `divisible`: the classes of each experience, integers from 1 whose sum is `classCount`. The
   * class order of the seed is cut into pieces of these sizes; by default into equal ones.
   */
  readonly classesPerExperience?: readonly number[] | undefined;
  /** Only for `nic_core50`: which of the published streams, by its number of experiences; 79 by default. */
  readonly experiences?: 79 | 196 | 391 | undefined;
}

/** What is known of a scenario without any data at hand. */
export interface ScenarioInfo {
  /** The scenario's own name. */
  readonly name: string;
  /** Other names that it answers to. */
  readonly aliases: readonly string[];
  /** The data set whose images it shows. */
  readonly dataset: DatasetName;
  /** The shape of its images, where no option asks for another. */
  readonly shape: ImageShape;
  readonly classCount: number;
  /** The number of experiences, where no option asks for another. */
  readonly experienceCount: number;
  readonly multiTask: boolean;
  /** Whether `classesPerExperience` may cut its class order otherwise. */
  readonly divisible: boolean;
}

/** What a scenario gets to work with: all options, the generator in place. */
export interface ScenarioOptions extends BenchmarkOptions {
  readonly generator: TorchGenerator;
}

/** One way to make a stream. A new one is a file in this folder and a line in `registry.ts`. */
export interface Scenario extends ScenarioInfo {
  readonly open: (options: ScenarioOptions) => Promise<Benchmark>;
}
