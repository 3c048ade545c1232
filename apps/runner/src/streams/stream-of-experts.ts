import {
  type Benchmark,
  createBenchmark,
  DatasetNotFoundError,
  type ImageFit,
  type Normalization,
  scenarioInfo,
} from '@exmodel/benchmarks';

/** What determines the classes and images of a stream's experts. */
export interface StreamOptions {
  readonly scenario: string;
  /** Seed of the class order. */
  readonly seed: number;
  readonly synthetic: boolean;
  /** Folder of the data sets. */
  readonly dataroot: string;
  /** Side of the images, if the scenario does not fix it. */
  readonly imageSize: number | undefined;
  /** Number of experiences of a permuted stream. */
  readonly permutations?: number | undefined;
  readonly nicExperiences?: 196 | 391 | undefined;
  readonly classesPerExperience?: readonly number[] | undefined;
  /** The classes of each experience, if they were given. */
  readonly classes?: readonly (readonly number[])[] | undefined;
  readonly imageFit?: ImageFit | undefined;
  /** If it is not that of the scenario. */
  readonly normalization?: Normalization | undefined;
}

export interface StreamOfExperts {
  readonly benchmark: Benchmark;
  readonly hasImages: boolean;
}

/**
 * The stream that experts belong to. If its images are not available, this is the stream of the synthetic twin, with the same
 * classes in the same order: it serves for everything but testing.
 */
export async function streamOfExperts(options: StreamOptions): Promise<StreamOfExperts> {
  const { scenario, imageSize, permutations, nicExperiences, ...rest } = options;
  const open = (synthetic: boolean) =>
    createBenchmark(scenario, {
      ...rest,
      synthetic,
      ...(scenarioInfo(scenario).resizable && { imageSize }),
      permutations,
      experiences: nicExperiences,
    });
  try {
    return { benchmark: await open(rest.synthetic), hasImages: true };
  } catch (error) {
    if (!(error instanceof DatasetNotFoundError)) throw error;
    return { benchmark: await open(true), hasImages: false };
  }
}
