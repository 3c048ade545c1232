import type { ImageShape } from '../images';
import { requireCount } from '../option-ranges';
import type { SampleSource } from './sample-source';

/** Unlabelled images of something else, read when they are drawn. */
export interface AuxiliaryData {
  readonly shape: ImageShape;
  readonly count: number;
  /** indices.length × height × width × channels normalised pixels. */
  read(indices: readonly number[]): Float32Array;
}

/**
 * Draws from a whole auxiliary data set, its labels unknown: `aux_data_ed`.
 *
 * @throws RangeError when it has no images
 */
export function auxiliaryImages(data: AuxiliaryData): SampleSource {
  requireCount('count', data.count);
  return {
    stateless: true,
    async *prepare() {
      return undefined;
    },
    draw(count, random) {
      const indices = Array.from({ length: count }, () => random.integer(data.count));
      return { shape: data.shape, count, pixels: data.read(indices) };
    },
  };
}
