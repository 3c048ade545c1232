import type { DatasetName } from '../datasets/dataset-name';
import type { DatasetOptions } from '../datasets/dataset-options';
import type { ImageShape } from '../images/image-dataset';
import type { Normalization } from '../images/normalization';
import type { TorchGenerator } from '../random/torch-generator';
import type { Benchmark } from './benchmark';
import type { ImageChange } from './image-change';

export interface BenchmarkOptions extends DatasetOptions {
  /** Determines everything random in the stream; an integer in 0 … 2³² − 1. */
  readonly seed: number;
  /**
   * Where the class order is drawn from; by default a new generator with `seed`. Give `new TorchGenerator(seed)` to
   * continue drawing from it afterwards: the reference draws initial weights right after the class order.
   */
  readonly generator?: TorchGenerator | undefined;
  /** Only where the scenario's `options` have it (`pmnist`): the number of experiences. */
  readonly permutations?: number | undefined;
  /**
   * Only where the scenario is `divisible`: the classes of each experience, integers from 1 whose sum is `classCount`. The
   * class order of the seed is cut into pieces of these sizes; equal sizes by default.
   */
  readonly classesPerExperience?: readonly number[] | undefined;
  /**
   * Only where the scenario is `divisible`: the classes of each experience themselves, `[[5, 4], [8, 2]]`, no class twice. Classes that are named
   * nowhere occur in no experience. The generator draws the class order all the same.
   */
  readonly classes?: readonly (readonly number[])[] | undefined;
  /** Of the images, in place of the scenario's own: a mean and a standard deviation above 0 for each channel. */
  readonly normalization?: Normalization | undefined;
  /** Only where the scenario's `options` have it (`nic_core50`): which stream, by its number of experiences. */
  readonly experiences?: NicExperiences | undefined;
}

/** The numbers of experiences in which "new instances and classes" of CORe50 was published. */
export type NicExperiences = 79 | 196 | 391;

/** What is known about a scenario before its data are read. */
export interface ScenarioInfo {
  /** The scenario's own name. */
  readonly name: string;
  /** Other names for the same scenario. */
  readonly aliases: readonly string[];
  /**
   * Name of the stream of experiences: for a multi-task scenario, that of the single-task scenario with the same
   * experiences (`mt_mnist`: `split_mnist`); otherwise the scenario's own. An expert learns one experience and no task, so
   * scenarios with one stream share their experts.
   */
  readonly stream: string;
  /** The data set whose images it shows; `own` if it brings images of its own. */
  readonly dataset: DatasetName | 'own';
  /** A data set of other things, to learn from without labels in place of `dataset`. */
  readonly auxiliaryDataset: Extract<DatasetName, 'mnist' | 'fashion_mnist' | 'imagenet'>;
  /** Random changes, in the order in which they are made, after which an image of `dataset` still shows the same. */
  readonly invariances: readonly ImageChange[];
  /** The shape of its images, where no option asks for another. */
  readonly shape: ImageShape;
  readonly classCount: number;
  /** The number of experiences, where no option asks for another. */
  readonly experienceCount: number;
  readonly multiTask: boolean;
  /** Whether `imageSize` and `imageFit` may choose the size of its images. */
  readonly resizable: boolean;
  /** Whether `classesPerExperience` or `classes` may divide its classes otherwise. */
  readonly divisible: boolean;
  /** The options that few scenarios read, where this one does. All choose the number of experiences. */
  readonly options: {
    /** Every integer from 1. */
    readonly permutations?: { readonly default: number } | undefined;
    readonly experiences?: { readonly default: 79; readonly values: readonly NicExperiences[] } | undefined;
  };
}

/** What a scenario is opened with: the options, with a generator. */
export interface ScenarioOptions extends BenchmarkOptions {
  readonly generator: TorchGenerator;
}

/** One way to make a stream. A new one is a file in this folder and a line in `registry.ts`. */
export interface Scenario extends ScenarioInfo {
  readonly open: (options: ScenarioOptions) => Promise<Benchmark>;
}
