import { DatasetNotFoundError } from '@exmodel/benchmarks';
import { configDefaults } from '../config/schema';
import { openStream, type Stream } from '../pipeline/open-stream';

/** What decides on the classes and images of a stream's experts. */
export interface StreamOptions {
  readonly scenario: string;
  /** Of the class order. */
  readonly seed: number;
  readonly model: string;
  readonly hiddenSize?: number | undefined;
  readonly synthetic: boolean;
  /** Folder of the data sets. */
  readonly dataroot: string;
  /** Experiences of a permuted stream. */
  readonly permutations?: number | undefined;
}

/**
 * The stream that experts belong to. Where its images are not at hand, it is that of the synthetic twin, with the same
 * classes in the same order: good for everything but testing.
 */
export async function streamOfExperts(
  options: StreamOptions,
): Promise<Stream & { readonly hasImages: boolean }> {
  const { scenario, seed, model, hiddenSize, synthetic, dataroot, permutations } = options;
  const config = {
    ...configDefaults,
    pretrained: false, // an expert brings all of its weights
    ...{ scenario, seed, model, synthetic, dataroot },
    ...(hiddenSize !== undefined && { hs: hiddenSize }),
    ...(permutations !== undefined && { permutations }),
  };
  try {
    return { ...(await openStream(config)), hasImages: true };
  } catch (error) {
    if (!(error instanceof DatasetNotFoundError)) throw error;
    return { ...(await openStream({ ...config, synthetic: true })), hasImages: false };
  }
}
