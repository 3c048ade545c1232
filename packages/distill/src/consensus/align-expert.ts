import { hasTrainedStatistics } from '../averages/has-trained-statistics';
import { shareOrigin } from '../averages/share-origin';
import type { Expert } from '../expert';
import { type ImageBatch, selectImages } from '../images';
import { Random } from '../random';
import type { LayerStatistics, RunningStatistics } from '../running-statistics';
import type { Student } from '../student';
import type { Weights } from '../weights';
import type { ConsensusMemory } from './consensus-memory';
import { joinsMean } from './mean-weights';

/** From so many images, or all if there are fewer, running statistics are estimated. */
const estimatedFrom = 500;

export interface EstimateOptions {
  /** Images that go through the network together, ≥ 2: of one value there is no variance. */
  readonly batchSize: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * An expert that is queried with batch norm's running statistics estimated from the images it is queried on: adaptive batch normalisation
 * (Li et al. 2016), of a teacher. Only while something is computed; else its statistics are as they were.
 */
export class AlignedExpert {
  private constructor(
    readonly statistics: RunningStatistics,
    /** Of the images that the expert was trained on. */
    readonly trained: readonly LayerStatistics[],
    /** Of the images that it is queried on. */
    readonly seen: readonly LayerStatistics[],
  ) {}

  /**
   * Undefined where one of both has no batch norm, or the student's channels may not be the expert's. They are where the expert was fine-tuned from a trained network, and
   * its weights are in the mean that the student starts from. The channels of experts that started from random weights have gone too far apart.
   *
   * @param weights the expert's, where it gives them
   */
  static async of(
    { runningStatistics: statistics, initialWeights, initialEstimated }: Expert,
    weights: Weights | undefined,
    { mean, initial, images }: ConsensusMemory,
    { student, ...options }: EstimateOptions & { readonly student: Student },
  ): Promise<AlignedExpert | undefined> {
    const origin = initialWeights ?? initial;
    if (statistics === undefined || student.runningStatistics === undefined) return undefined;
    if (weights === undefined || origin === undefined || initial === undefined) return undefined;
    if (initialEstimated || !hasTrainedStatistics(origin)) return undefined;
    if (!shareOrigin(weights, origin) || !joinsMean(mean, weights, initial)) return undefined;
    const trained = await statistics.read();
    if (channelsOf(trained) !== channelsOf(await student.runningStatistics.read())) return undefined;
    try {
      return new AlignedExpert(statistics, trained, await estimateStatistics(statistics, images, options));
    } finally {
      statistics.write(trained);
    }
  }

  /** What `compute` gives of the aligned expert. */
  during<T>(compute: () => T): T {
    this.statistics.write(this.seen);
    try {
      return compute();
    } finally {
      this.statistics.write(this.trained);
    }
  }

  /** The same for what takes its time. */
  async throughout<T>(compute: () => Promise<T>): Promise<T> {
    this.statistics.write(this.seen);
    try {
      return await compute();
    } finally {
      this.statistics.write(this.trained);
    }
  }
}

/** Those of each layer: another network may have others frozen. */
function channelsOf(layers: readonly LayerStatistics[]): string {
  return layers.map(({ mean }) => mean.length).join();
}

/** Estimates running statistics from some of the images, which the network is left with. */
export async function estimateStatistics(
  statistics: RunningStatistics,
  images: ImageBatch,
  { seed, ...options }: EstimateOptions,
): Promise<LayerStatistics[]> {
  const order = Random.seeded(seed, 'statistics').permutation(images.count);
  await statistics.estimate(selectImages(images, order.subarray(0, estimatedFrom)), options);
  return statistics.read();
}
